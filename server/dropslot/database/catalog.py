"""The records of the uploads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TypeAlias

import sqlalchemy as sa

from dropslot.model import Access, NotThere, Upload, Visitor, stem_of

from .database import Database, milliseconds
from .schema import uploads as table
from .seen import Seen, Which, Whose, columns, newest_of

Note: TypeAlias = Callable[[sa.Connection, Sequence[Upload]], None]
"""What is written in the transaction that records uploads."""


class Catalog:
    """The records of one Dropslot.

    Every method raises ``StorageFull`` or ``StorageFailed`` when the database cannot.

    :param mount_id: which of those in the database.
    """

    def __init__(self, database: Database, mount_id: int) -> None:
        self._begin = database.begin
        self._mount_id = mount_id
        self._here = table.c.mount == mount_id

    def add(self, uploads: Sequence[Upload], notes: Sequence[Note] = ()) -> None:
        """Record uploads, all of them or none.

        :param notes: write what shall be known together with them, or not at all, one
            after the other; what they raise undoes everything.
        """
        with self._begin() as connection:
            connection.execute(table.insert(), [self._to_row(u) for u in uploads])
            for note in notes:
                note(connection, uploads)

    def get(self, name: str) -> Upload:
        """The record of one upload.

        :raises NotThere: there is none.
        """
        with self._begin() as connection:
            row = connection.execute(
                columns().where(self._here, table.c.name == name)
            ).one_or_none()
        if row is None:
            raise NotThere
        return upload_of(row)

    def has(self, name: str) -> bool:
        """Whether there is a record of that name."""
        try:
            return bool(self.get(name))
        except NotThere:
            return False

    def remove(
        self, name: str, note: Callable[[sa.Connection], None] | None = None
    ) -> bool:
        """Remove one record; return whether it was there.

        :param note: if it was, writes what shall be known as soon as it is gone; what
            it raises leaves the record where it is.
        """
        gone = table.delete().where(self._here, table.c.name == name)
        with self._begin() as connection:
            was_there = connection.execute(gone).rowcount > 0
            if was_there and note is not None:
                note(connection)
        return was_there

    def newest_name(self) -> str | None:
        """The name that sorts behind all others, or None: there is no upload."""
        with self._begin() as connection:
            query = sa.select(sa.func.max(table.c.name)).where(self._here)
            newest: str | None = connection.execute(query).scalar_one()
        return newest

    def known(self, names: Sequence[str]) -> set[str]:
        """Those of some names that there is a record of."""
        with self._begin() as connection:
            query = sa.select(table.c.name).where(self._here, table.c.name.in_(names))
            return set(connection.execute(query).scalars())

    def of_size(self, owner: str | None, size_bytes: int) -> list[Upload]:
        """An owner's uploads, or those of nobody, that have so many bytes."""
        whose = table.c.owner.is_(None) if owner is None else table.c.owner == owner
        return self._fetch(
            columns().where(self._here, whose, table.c.size_bytes == size_bytes)
        )

    def owners(self) -> set[str]:
        """Everybody who has an upload."""
        with self._begin() as connection:
            query = sa.select(table.c.owner).distinct()
            known = query.where(self._here, table.c.owner.is_not(None))
            return set(connection.execute(known).scalars())

    def total_bytes(self) -> int:
        """What all uploads together have."""
        with self._begin() as connection:
            return total_bytes(connection, self._mount_id)

    def rehearse(self, upload: Upload) -> None:
        """Record an upload and forget it, in one transaction, which nobody sees."""
        with self._begin() as connection:
            connection.execute(table.insert(), [self._to_row(upload)])
            it = self._here, table.c.name == upload.name
            connection.execute(table.delete().where(*it))

    def newest(
        self, visitor: Visitor, access: Access, before: str | None, limit: int
    ) -> list[Upload]:
        """The uploads that a visitor may see, newest first, at most ``limit`` of them.

        :param before: only those older than this name; the page costs the same
            wherever it begins (keyset pagination).
        """
        seen = Seen(self._mount_id, visitor, access)
        if before is None:
            return self._fetch(*seen.newest(limit, Which.ANY))
        return self._fetch(*seen.newest(limit, Which.OLDER, name=before))

    def next_newer(self, visitor: Visitor, access: Access, name: str) -> Upload | None:
        """The upload right before a name in the order of :meth:`newest`, or None."""
        seen = Seen(self._mount_id, visitor, access)
        found = self._fetch(*seen.oldest(1, Which.NEWER, name=name))
        return found[0] if found else None

    def count(
        self, visitor: Visitor, access: Access, newer_than: str, most: int
    ) -> int:
        """How many uploads a visitor may see that are newer than a name, which may be
        "".

        :param most: counting ends here, so that it costs the same however many there
            are.
        """
        seen = Seen(self._mount_id, visitor, access)
        query = seen.count(most, Which.NEWER, name=newer_than)
        with self._begin() as connection:
            return int(connection.execute(*query).scalar_one())

    def named(
        self, visitor: Visitor, access: Access, names: Sequence[str]
    ) -> list[Upload]:
        """Those of the named uploads that a visitor may see, newest first."""
        seen = Seen(self._mount_id, visitor, access)
        query = seen.newest(len(names), Which.NAMED, names=names)
        return self._fetch(*query)

    def newest_of(
        self, whose: Whose, place: str, before: str | None, limit: int
    ) -> list[Upload]:
        """The uploads of an owner, at a place, or both, whoever may see them; newest
        first, at most ``limit`` of them.

        :param place: "" is every place.
        :param before: as for :meth:`newest`.
        """
        return self._fetch(*newest_of(self._mount_id, whose, place, before, limit))

    def titled(self, owner: str, stem: str, place: str = "") -> list[Upload]:
        """An owner's uploads by their title without its extension, newest first.

        :param place: "" is every place.
        """
        query = columns().where(
            self._here,
            table.c.owner == owner,
            table.c.title.startswith(stem + ".", autoescape=True),
        )
        found = self._fetch(query.order_by(table.c.name.desc()))
        # SQLite's LIKE takes "A" for "a", and "ann.b.png" begins like "ann.png".
        return [
            upload
            for upload in found
            if stem_of(upload.title) == stem and upload.is_at(place)
        ]

    def _fetch(
        self, query: sa.Select[Any], values: Mapping[str, Any] | None = None
    ) -> list[Upload]:
        with self._begin() as connection:
            return [upload_of(row) for row in connection.execute(query, values)]

    def _to_row(self, upload: Upload) -> dict[str, Any]:
        row = asdict(upload) | {"mount": self._mount_id}
        row["created_ms"] = milliseconds(row.pop("created"))
        return row


def total_bytes(connection: sa.Connection, mount_id: int) -> int:
    """What all uploads of a Dropslot together have, as a transaction sees them."""
    query = sa.select(sa.func.coalesce(sa.func.sum(table.c.size_bytes), 0))
    return int(connection.execute(query.where(table.c.mount == mount_id)).scalar_one())


def upload_of(row: sa.Row[Any]) -> Upload:
    """The record that a row of the columns of ``seen.py`` is."""
    values = dict(row._mapping)
    created = datetime.fromtimestamp(values.pop("created_ms") / 1000, UTC)
    return Upload(created=created, **values)
