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
from .whereabouts import are_all_here, will_be_found

MarkNote = Callable[[sa.Connection], None]
"""What is written in the transaction that removes a record."""


class MarkLost(StorageFailed):
    """The sweep took it for one that a crash left: the bytes may be gone by now."""


class Marks:
    """The marks of one Dropslot.

    Every method raises ``StorageFull`` or ``StorageFailed`` when the database cannot.

    :param moves: how often its bytes had moved when this process started.
    """

    def __init__(self, database: Database, mount_id: int, moves: int = 0) -> None:
        self._begin = database.begin
        self._mount_id = mount_id
        self._moves = moves

    def note(self, keys: Sequence[str]) -> None:
        """Mark keys, before their bytes are put."""
        with self._begin(is_lasting=False) as connection:
            self._note(connection, keys)

    def noting(self, keys: Sequence[str]) -> MarkNote:
        """Marks keys in a transaction that does something else as well."""
        return lambda connection: self._note(connection, keys)

    def forget(self, keys: Sequence[str]) -> None:
        """Bytes and record agree again.

        While the bytes are being moved, or since they have, the marks stay: there may
        be a copy elsewhere, and whoever sweeps later removes that as well.
        """
        with self._begin(is_lasting=False) as connection:
            connection.execute(_FORGET, self._named(keys))

    def forget_seized(self, keys: Sequence[str]) -> None:
        """The same of those that nobody has marked anew since they were seized."""
        with self._begin(is_lasting=False) as connection:
            connection.execute(_FORGET_SEIZED, self._named(keys))

    def settling(self, keys: Sequence[str]) -> Note:
        """Forgets marks in the very transaction that records uploads.

        The note raises ``MarkLost``, and nothing is recorded, when one of them has been
        seized; also when bytes and records have moved since this process started:
        nobody would find what it keeps.
        """

        def note(connection: sa.Connection, _: Sequence[Upload]) -> None:
            settled = connection.execute(_SETTLE, self._named(keys))
            if settled.rowcount != len(keys):
                raise MarkLost

        return note

    def wait_until_settled(self, keys: Sequence[str]) -> None:
        """Wait for who is about to record their uploads: of a connection that was cut
        in its COMMIT, PostgreSQL may go on with that for a while."""
        with self._begin() as connection:
            connection.execute(_WAIT, self._named(keys))

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

    def older_than(self, age: timedelta) -> list[str]:
        """The keys that were marked so long ago, by the database's own clock."""
        query = sa.select(table.c.key).where(
            table.c.mount == self._mount_id, table.c.noted_ms < before_ms(age)
        )
        with self._begin() as connection:
            return list(connection.execute(query.order_by(table.c.key)).scalars())

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
        keys = list(keys)
        return {"of_mount": self._mount_id, "of_moves": self._moves, "keys": keys}


def _noting(insert: Insert) -> sa.Insert:
    # One that is there begins anew.
    values = insert.values(noted_ms=now_ms(), seized=False)
    return values.on_conflict_do_update(
        index_elements=[table.c.mount, table.c.key],
        set_={"noted_ms": insert.excluded.noted_ms, "seized": False},
    )


# Made once: to make one costs as much as to carry it out.
_NOTES = {name: _noting(insert) for name, insert in inserts_into(table).items()}
_OF_MOUNT = sa.bindparam("of_mount", type_=sa.Integer)
_NAMED = (
    table.c.mount == _OF_MOUNT,
    table.c.key.in_(sa.bindparam("keys", expanding=True)),
)
_WAIT = sa.select(table.c.key).where(*_NAMED).with_for_update()
_GONE = table.delete().where(*_NAMED)
_FORGET = _GONE.where(are_all_here(_OF_MOUNT))
_FORGET_SEIZED = _FORGET.where(table.c.seized.is_(True))
_SETTLE = _GONE.where(table.c.seized.is_(False), will_be_found(_OF_MOUNT))
