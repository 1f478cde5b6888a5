"""Marks of keys whose bytes and record do not agree yet.

A key is marked from before its bytes first exist until its record does, and from when
the record goes until the bytes are gone as well. Whoever crashes in between leaves the
mark, and only what a mark names is ever removed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import sqlalchemy as sa

from dropslot.model import StorageFailed, Upload

from .catalog import Note
from .clock import before_ms, now_ms
from .database import Database
from .inserting import Insert, inserts_into
from .schema import marks as table

MarkNote = Callable[[sa.Connection], None]
"""What is written in the transaction that removes a record."""


class Marks:
    """The marks of one Dropslot.

    Every method raises ``StorageFull`` or ``StorageFailed`` when the database cannot.
    """

    def __init__(self, database: Database, mount_id: int) -> None:
        self._begin = database.begin
        self._mount_id = mount_id

    def note(self, keys: Sequence[str]) -> None:
        """Mark keys, before their bytes are put."""
        with self._begin(is_lasting=False) as connection:
            self._note(connection, keys)

    def noting(self, keys: Sequence[str]) -> MarkNote:
        """Marks keys in a transaction that does something else as well."""
        return lambda connection: self._note(connection, keys)

    def forget(self, keys: Sequence[str]) -> None:
        """Bytes and record agree again."""
        with self._begin(is_lasting=False) as connection:
            connection.execute(_FORGET, self._named(keys))

    def settling(self, keys: Sequence[str]) -> Note:
        """Forgets marks in the very transaction that records uploads.

        The note raises ``StorageFailed``, and nothing is recorded, when one of them has
        been seized: the bytes may be gone by now.
        """

        def note(connection: sa.Connection, _: Sequence[Upload]) -> None:
            settled = connection.execute(_SETTLE, self._named(keys))
            if settled.rowcount != len(keys):
                raise StorageFailed

        return note

    def seize(self, age: timedelta) -> list[str]:
        """Seize the marks that are older than a request may last, by the database's own
        clock, and those that were seized before.

        :return: the keys whose bytes are to be removed, and then forgotten.
        """
        old = sa.and_(
            table.c.mount == self._mount_id,
            sa.or_(table.c.noted_ms < before_ms(age), table.c.seized.is_(True)),
        )
        with self._begin() as connection:
            seized = table.update().where(old).values(seized=True)
            return list(connection.execute(seized.returning(table.c.key)).scalars())

    def all(self) -> set[str]:
        """Every key that is marked now."""
        query = sa.select(table.c.key).where(table.c.mount == self._mount_id)
        with self._begin() as connection:
            return set(connection.execute(query).scalars())

    def count(self) -> int:
        """How many keys of pictures are marked now; not those of unfinished files,
        which end in a slash, and are marked for as long as they are unfinished."""
        ours = sa.and_(table.c.mount == self._mount_id, table.c.key.not_like("%/"))
        query = sa.select(sa.func.count()).where(ours)
        with self._begin() as connection:
            return int(connection.execute(query).scalar_one())

    def _note(self, connection: sa.Connection, keys: Sequence[str]) -> None:
        rows = [{"mount": self._mount_id, "key": key} for key in keys]
        connection.execute(_NOTES[connection.dialect.name], rows)

    def _named(self, keys: Sequence[str]) -> dict[str, object]:
        return {"of_mount": self._mount_id, "keys": list(keys)}


def _noting(insert: Insert) -> sa.Insert:
    # One that is there begins anew.
    values = insert.values(noted_ms=now_ms(), seized=False)
    return values.on_conflict_do_update(
        index_elements=[table.c.mount, table.c.key],
        set_={"noted_ms": insert.excluded.noted_ms, "seized": False},
    )


# Made once: to make one costs as much as to carry it out.
_NOTES = {name: _noting(insert) for name, insert in inserts_into(table).items()}
_FORGET = table.delete().where(
    table.c.mount == sa.bindparam("of_mount"),
    table.c.key.in_(sa.bindparam("keys", expanding=True)),
)
_SETTLE = _FORGET.where(table.c.seized.is_(False))
