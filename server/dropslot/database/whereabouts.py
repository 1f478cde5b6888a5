"""Where the bytes of a Dropslot lie, and where they are being moved to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from .database import Database
from .schema import mounts as table


@dataclass(frozen=True, slots=True)
class Place:
    """What the database says: folders by their paths, buckets by their addresses.

    :param store: where they lie.
    :param moved_from: where some may still lie, or None.
    :param moving_to: where a move that has not ended is taking them, or None.
    :param folder_id: that of the folder where they lie or, in a bucket, lay last.
    """

    store: str | None
    moved_from: str | None
    moving_to: str | None
    folder_id: str | None


_COLUMNS = (table.c.store, table.c.moved_from, table.c.moving_to, table.c.folder_id)


class Whereabouts:
    """The place of one Dropslot.

    From :meth:`begin` until :meth:`end` no mark of what is removed is forgotten: the
    move may just be making a copy of it, and the mark names that.

    Every method raises ``StorageFull`` or ``StorageFailed`` when the database cannot.

    :param moves: how often it had moved when this process started.
    """

    def __init__(self, database: Database, mount_id: int, moves: int = 0) -> None:
        self._begin = database.begin
        self._moves = moves
        self._row = table.c.id == mount_id
        self._others = table.c.id != mount_id

    def place(self) -> Place:
        """Where its bytes lie now."""
        with self._begin() as connection:
            row = connection.execute(sa.select(*_COLUMNS).where(self._row)).one()
        return Place(*row)

    def has_changed(self) -> bool:
        """Whether its bytes have moved since this process started, which keeps to the
        old place."""
        query = sa.select(table.c.moves).where(self._row)
        with self._begin() as connection:
            moves = connection.execute(query).scalar_one_or_none()
        return moves is not None and moves != self._moves

    def is_taken(self, place: str, folder_id: str | None) -> bool:
        """Whether another Dropslot of this database has, or had, a place.

        :param folder_id: what lies in it, where it is a folder.
        """
        columns = (table.c.store, table.c.moved_from, table.c.moving_to)
        uses = [column == place for column in columns]
        if folder_id is not None:
            uses.append(table.c.folder_id == folder_id)
        query = sa.select(table.c.id).where(self._others, sa.or_(*uses)).limit(1)
        with self._begin() as connection:
            return connection.execute(query).first() is not None

    def begin(self, target: str) -> None:
        """A move to a place begins, or goes on."""
        self._set(self._row, moving_to=target)

    def end(self) -> None:
        """It has ended, or was given up."""
        self._set(self._row, moving_to=None)

    def switch(self, source: str, target: str, folder_id: str | None) -> bool:
        """From now on they lie in the target, and what it lacks in the source.

        :param folder_id: what lies in the target, or None: it is no folder.
        :return: whether it was done; a move to another place has begun meanwhile.
        """
        values = {"store": target, "moved_from": source, "moving_to": None}
        if folder_id is not None:
            values["folder_id"] = folder_id
        is_ours = sa.and_(self._row, table.c.moving_to == target)
        return self._set(is_ours, moves=table.c.moves + 1, **values)

    def settle(self) -> None:
        """All of them lie in one place."""
        self._set(self._row, moved_from=None, moving_to=None)

    def reopen(self, source: str) -> None:
        """Some lie in the source all the same."""
        self._set(self._row, moved_from=source)

    def _set(self, condition: sa.ColumnElement[bool], **values: Any) -> bool:
        with self._begin() as connection:
            changed = connection.execute(table.update().where(condition).values(values))
        return changed.rowcount > 0


def are_all_here(of_mount: sa.BindParameter[int]) -> sa.ColumnElement[bool]:
    """Whether what this process removes is nowhere else, so that its mark may go: in
    the terms of a statement with a parameter ``of_moves``."""
    is_more = sa.or_(table.c.moving_to.is_not(None), _has_changed())
    return ~sa.exists().where(table.c.id == of_mount, is_more)


def will_be_found(of_mount: sa.BindParameter[int]) -> sa.ColumnElement[bool]:
    """Whether what this process keeps is looked for where it keeps it: while a move is
    being finished it is; see :func:`are_all_here`."""
    is_finished = sa.or_(table.c.moved_from.is_(None), table.c.moves != _of_moves() + 1)
    is_lost = sa.or_(
        table.c.records_at.is_not(None), sa.and_(_has_changed(), is_finished)
    )
    return ~sa.exists().where(table.c.id == of_mount, is_lost)


def _has_changed() -> sa.ColumnElement[bool]:
    return table.c.moves != _of_moves()


def _of_moves() -> sa.BindParameter[int]:
    return sa.bindparam("of_moves", type_=sa.Integer)
