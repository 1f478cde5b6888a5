"""Who joins the chunks of a file, and that a file is kept once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from dropslot.measures import lease_taken_over
from dropslot.model import (
    JOINING,
    KEPT,
    OPEN,
    REFUSED,
    Upload,
    UploadError,
    UploadSession,
    extension_in,
    new_name,
)

from .catalog import Note
from .clock import before_ms, now_ms
from .database import Database
from .schema import upload_sessions as table
from .session_rows import SessionRows, change

# A clock that was set back would else let a lease live on and on.
_AHEAD_MS = 5 * 60 * 1000


class LeaseLost(Exception):
    """Somebody else has kept the file meanwhile, or its sender forgot it."""


class Leases:
    """The leases to the unfinished files of one Dropslot, by the database's clock."""

    def __init__(self, database: Database, mount_id: int) -> None:
        self._begin = database.begin
        self._rows = SessionRows(mount_id)
        self._held: dict[str, UploadSession] = {}

    def acquire(self, session: UploadSession, age: timedelta) -> UploadSession | None:
        """Become the one who joins its chunks.

        :param session: as it was seen just now. Where it was being joined then, it is
            taken over from one who has ended, and from nobody else.
        :param age: whoever has not renewed a lease for so long has ended.
        :return: what is leased, under a name of its own, or None: it is not free, or
            is not any more what it was, or chunks are missing, as of one that was
            forgotten and has begun anew.
        """
        is_dead = sa.or_(
            table.c.leased_ms < before_ms(age), table.c.leased_ms > now_ms() + _AHEAD_MS
        )
        is_taken_over = session.state == JOINING
        free = table.c.state == OPEN
        if is_taken_over:
            free = sa.and_(table.c.state == JOINING, is_dead)
        is_whole = table.c.received_bytes >= table.c.total_bytes
        name = new_name(extension_in(session.name))
        values = {"state": JOINING, "name": name, "leased_ms": now_ms()}
        if self._change(sa.and_(self._rows.one(session.id), free, is_whole), values):
            if is_taken_over:
                lease_taken_over()
            return replace(session, state=JOINING, name=name)
        return None

    @contextmanager
    def holding(self, leased: UploadSession) -> Iterator[None]:
        """Be at work on it, so that :meth:`let_go` knows."""
        self._held[leased.name] = leased
        try:
            yield
        finally:
            del self._held[leased.name]

    def let_go(self) -> None:
        """Let go of all that are at work in this process, which ends now: others need
        not wait until it is taken for dead. What of it goes on keeps nothing any more.
        """
        for leased in list(self._held.values()):
            self.reopen(leased)

    def release(self, age: timedelta) -> None:
        """Let go of those that were acquired longer ago: their holders have ended."""
        old = table.c.leased_ms < before_ms(age)
        joining = sa.and_(self._rows.all(), table.c.state == JOINING, old)
        self._change(joining, {"state": OPEN})

    def renew(self, leased: UploadSession) -> bool:
        """Say that the one who leased it is alive; return whether the lease holds."""
        values = {"leased_ms": now_ms(), "touched_ms": now_ms()}
        return self._change(self._as_leased(leased), values)

    def reopen(self, leased: UploadSession) -> bool:
        """It could not be kept just now; its chunks stay.

        :return: whether the lease still held.
        """
        return self._change(self._as_leased(leased), {"state": OPEN})

    def refuse(self, leased: UploadSession, refusal: UploadError) -> bool:
        """It was refused for good; the same question gets the same answer.

        :return: whether the lease still held.
        """
        values = {"state": REFUSED, "refusal": json.dumps(refusal.told())}
        return self._change(self._as_leased(leased), values)

    def keeping(self, leased: UploadSession) -> Note:
        """Notes that it is kept, in the very transaction that records the upload.

        The note raises ``LeaseLost``, and nothing is recorded, when the lease does not
        hold any more.
        """

        def note(connection: sa.Connection, _: Sequence[Upload]) -> None:
            if not change(connection, self._as_leased(leased), {"state": KEPT}):
                raise LeaseLost

        return note

    def entering(self, whole: UploadSession) -> Note:
        """Notes a whole file as kept, in the very transaction that records the upload.

        The note raises ``LeaseLost``, and nothing is recorded, when something is known
        of it already.
        """

        def note(connection: sa.Connection, uploads: Sequence[Upload]) -> None:
            try:
                self._rows.insert(connection, replace(whole, name=uploads[0].name))
            except sa.exc.IntegrityError as error:
                raise LeaseLost from error

        return note

    def _as_leased(self, leased: UploadSession) -> sa.ColumnElement[bool]:
        return sa.and_(
            self._rows.one(leased.id),
            table.c.state == JOINING,
            table.c.name == leased.name,
        )

    def _change(
        self, condition: sa.ColumnElement[bool], values: Mapping[str, object]
    ) -> bool:
        with self._begin() as connection:
            return change(connection, condition, values)
