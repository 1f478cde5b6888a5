"""The records of the uploads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TypeAlias

import sqlalchemy as sa

from dropslot.model import Access, NotThere, Upload, Visitor, stem_of

from .database import Database, milliseconds
from .schema import uploads as table

Note: TypeAlias = Callable[[sa.Connection, Sequence[Upload]], None]
"""What is written in the transaction that records uploads."""


class Catalog:
    """The records of one Dropslot.

    Every method raises ``StorageFull`` or ``StorageFailed`` when the database cannot.
    """

    def __init__(self, database: Database, mount_id: int) -> None:
        self._begin = database.begin
        self._m = mount_id

    def add(self, uploads: Sequence[Upload], notes: Sequence[Note] = ()) -> None:
        """Record uploads, all of them or none.

        :param note: writes what shall be known together with them, or not at all; what
            it raises undoes everything.
        """
        with self._begin() as connection:
            connection.execute(table.insert(), [_to_row(u) for u in uploads])
            for note in notes:
                note(connection, uploads)

    def get(self, name: str) -> Upload:
        """The record of one upload.

        :raises NotThere: there is none.
        """
        with self._begin() as connection:
            row = connection.execute(
                table.select().where(table.c.name == name)
            ).one_or_none()
        if row is None:
            raise NotThere
        return _from_row(row)

    def has(self, name: str) -> bool:
        """Whether there is a record of that name."""
        try:
            return bool(self.get(name))
        except NotThere:
            return False

    def remove(self, name: str, note=None) -> bool:
        """Remove one record; return whether it was there."""
        with self._begin() as connection:
            result = connection.execute(table.delete().where(table.c.name == name))
            if note:
                note(connection)
        return result.rowcount > 0

    def newest_name(self) -> str | None:
        """The name that sorts behind all others, or None: there is no upload."""
        with self._begin() as connection:
            query = sa.select(sa.func.max(table.c.name))
            newest: str | None = connection.execute(query).scalar_one()
        return newest

    def known(self, names: Sequence[str]) -> set[str]:
        """Those of some names that there is a record of."""
        with self._begin() as connection:
            query = sa.select(table.c.name).where(table.c.name.in_(names))
            return set(connection.execute(query).scalars())

    def of_size(self, owner: str | None, size_bytes: int) -> list[Upload]:
        """An owner's uploads, or those of nobody, that have so many bytes."""
        whose = table.c.owner.is_(None) if owner is None else table.c.owner == owner
        return self._fetch(
            table.select().where(whose, table.c.size_bytes == size_bytes)
        )

    def owners(self) -> set[str]:
        """Everybody who has an upload."""
        with self._begin() as connection:
            query = sa.select(table.c.owner).where(table.c.owner.is_not(None))
            return set(connection.execute(query.distinct()).scalars())

    def total_bytes(self) -> int:
        """What all uploads together have."""
        with self._begin() as connection:
            return total_bytes(connection)

    def rehearse(self, upload: Upload) -> None:
        """Record an upload and forget it, in one transaction, which nobody sees."""
        with self._begin() as connection:
            connection.execute(table.insert(), [_to_row(upload)])
            connection.execute(table.delete().where(table.c.name == upload.name))

    def newest(
        self, visitor: Visitor, access: Access, before: str | None, limit: int
    ) -> list[Upload]:
        """The uploads that a visitor may see, newest first, at most ``limit`` of them.

        :param before: only those older than this name; the page costs the same
            wherever it begins (keyset pagination).
        """
        query = _seen_by(visitor, access).order_by(table.c.name.desc()).limit(limit)
        if before is not None:
            query = query.where(table.c.name < before)
        return self._fetch(query)

    def next_newer(self, visitor: Visitor, access: Access, name: str) -> Upload | None:
        """The upload right before a name in the order of :meth:`newest`, or None."""
        query = _seen_by(visitor, access).where(table.c.name > name)
        found = self._fetch(query.order_by(table.c.name).limit(1))
        return found[0] if found else None

    def count(
        self, visitor: Visitor, access: Access, newer_than: str, most: int
    ) -> int:
        """How many uploads a visitor may see that are newer than a name, which may be
        "".

        :param most: counting ends here, so that it costs the same however many there
            are.
        """
        seen = _seen_by(visitor, access).with_only_columns(table.c.name)
        few = seen.where(table.c.name > newer_than).limit(most).subquery()
        with self._begin() as connection:
            query = sa.select(sa.func.count()).select_from(few)
            return int(connection.execute(query).scalar_one())

    def named(
        self, visitor: Visitor, access: Access, names: Sequence[str]
    ) -> list[Upload]:
        """Those of the named uploads that a visitor may see, newest first."""
        query = _seen_by(visitor, access).where(table.c.name.in_(names))
        return self._fetch(query.order_by(table.c.name.desc()))

    def titled(self, owner: str, stem: str) -> list[Upload]:
        """An owner's uploads by their title without its extension, newest first."""
        query = table.select().where(
            table.c.owner == owner,
            table.c.title.startswith(stem + ".", autoescape=True),
        )
        found = self._fetch(query.order_by(table.c.name.desc()))
        # SQLite's LIKE takes "A" for "a", and "ann.b.png" begins like "ann.png".
        return [upload for upload in found if stem_of(upload.title) == stem]

    def _fetch(self, query: sa.Select[Any]) -> list[Upload]:
        with self._begin() as connection:
            return [_from_row(row) for row in connection.execute(query)]


def total_bytes(connection: sa.Connection, mount_id=1) -> int:
    """What all uploads together have, as a transaction sees them."""
    query = sa.select(sa.func.coalesce(sa.func.sum(table.c.size_bytes), 0))
    return int(connection.execute(query).scalar_one())


def _seen_by(visitor: Visitor, access: Access) -> sa.Select[Any]:
    """The query's form of :meth:`dropslot.model.Access.may_see`."""
    query = table.select()
    if access.sees_everything(visitor):
        return query
    of_browser = sa.and_(table.c.owner.is_(None), table.c.browser == visitor.browser)
    if visitor.owner is None:
        return query.where(of_browser)
    return query.where(sa.or_(table.c.owner == visitor.owner, of_browser))


def _to_row(upload: Upload) -> dict[str, Any]:
    row = asdict(upload)
    row["mount"] = 1
    row["created_ms"] = milliseconds(row.pop("created"))
    return row


def _from_row(row: sa.Row[Any]) -> Upload:
    values = dict(row._mapping)
    values.pop("mount")
    created = datetime.fromtimestamp(values.pop("created_ms") / 1000, UTC)
    return Upload(created=created, **values)
