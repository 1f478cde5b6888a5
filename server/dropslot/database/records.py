"""All records of a Dropslot, page by page, whatever their number."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from dropslot.model import Upload

from .catalog import upload_of
from .database import Database
from .owned import Whose, newest_of
from .schema import chunks, uploads
from .schema import upload_sessions as sessions
from .seen import columns
from .session_rows import UNFINISHED

_PAGE = 500


class Records:
    """The records of one Dropslot, each page of them read in a transaction of its own.

    Every method raises ``StorageFull`` or ``StorageFailed`` when the database cannot.
    """

    def __init__(self, database: Database, mount_id: int) -> None:
        self._begin = database.begin
        self._mount_id = mount_id

    def count(self) -> int:
        """How many uploads there are."""
        query = sa.select(sa.func.count()).select_from(uploads)
        with self._begin() as connection:
            here = query.where(uploads.c.mount == self._mount_id)
            return int(connection.execute(here).scalar_one())

    def newest(self, whose: Whose, before: str | None, limit: int) -> list[Upload]:
        """The newest uploads of an owner, newest first, at most ``limit`` of them.

        :param before: only those older than this name.
        """
        query = newest_of(self._mount_id, whose, before, limit)
        with self._begin() as connection:
            return [upload_of(row) for row in connection.execute(*query)]

    def all(self) -> Iterator[Upload]:
        """Every upload, in the order of the names."""
        return self._paged(columns().order_by(uploads.c.name), "")

    def of_owner(self, owner: str | None, after: str = "") -> Iterator[Upload]:
        """An owner's uploads, or those of nobody, in the order of their names.

        :param after: only those behind this name.
        """
        whose = uploads.c.owner
        is_theirs = whose.is_(None) if owner is None else whose == owner
        # That the owner is the same in all of them PostgreSQL sees only if told.
        in_order = columns().order_by(whose, uploads.c.name)
        return self._paged(in_order.where(is_theirs), after)

    def chunks(self) -> Iterator[tuple[str, int, int]]:
        """Every chunk of the files that are not whole yet: the id of its session, where
        it begins, and how many bytes it has."""
        of_session = sa.and_(
            sessions.c.mount == chunks.c.mount, sessions.c.id == chunks.c.session_id
        )
        key = sa.tuple_(chunks.c.session_id, chunks.c.offset_bytes)
        query = (
            sa.select(chunks.c.session_id, chunks.c.offset_bytes, chunks.c.size_bytes)
            .join(sessions, of_session)
            .where(chunks.c.mount == self._mount_id, UNFINISHED)
            .order_by(chunks.c.session_id, chunks.c.offset_bytes)
            .limit(_PAGE)
        )
        last = ("", -1)
        while True:
            with self._begin() as connection:
                rows = connection.execute(query.where(key > last)).all()
            yield from rows
            if len(rows) < _PAGE:
                return
            last = (rows[-1].session_id, rows[-1].offset_bytes)

    def _paged(self, query: sa.Select[object], last: str) -> Iterator[Upload]:
        page = query.where(uploads.c.mount == self._mount_id).limit(_PAGE)
        while True:
            with self._begin() as connection:
                rows = connection.execute(page.where(uploads.c.name > last)).all()
            yield from map(upload_of, rows)
            if len(rows) < _PAGE:
                return
            last = rows[-1].name
