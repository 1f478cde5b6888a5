"""Which uploads a visitor may see, at the same cost however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa

from dropslot.model import Access, Visitor

from .schema import uploads as table

_Condition: TypeAlias = sa.ColumnElement[bool]


class Seen:
    """The query's form of :meth:`dropslot.model.Access.may_see`.

    It is made of parts that have nothing in common, and each is read in the order in
    which an index keeps it. One query that says "or" would read all of them and sort.
    """

    def __init__(self, mount_id: int, visitor: Visitor, access: Access) -> None:
        self._here = table.c.mount == mount_id
        self._parts = _parts(visitor, access)

    def newest(self, limit: int, *which: _Condition) -> sa.Select[Any]:
        """The newest ones, newest first."""
        return self._first(columns(), limit, which, is_newest_first=True)

    def oldest(self, limit: int, *which: _Condition) -> sa.Select[Any]:
        """The oldest ones, oldest first."""
        return self._first(columns(), limit, which, is_newest_first=False)

    def names(self, limit: int, *which: _Condition) -> sa.Select[Any]:
        """The names of the newest ones."""
        return self._first(sa.select(table.c.name), limit, which, is_newest_first=True)

    def _first(
        self,
        selected: sa.Select[Any],
        limit: int,
        which: Sequence[_Condition],
        *,
        is_newest_first: bool,
    ) -> sa.Select[Any]:
        parts = []
        for order, whose in self._parts:
            by = [column.desc() if is_newest_first else column for column in order]
            part = selected.where(self._here, *whose, *which)
            parts.append(part.order_by(*by).limit(limit))
        if len(parts) == 1:
            return parts[0]
        all_of_them = sa.union_all(*(sa.select(part.subquery()) for part in parts))
        both = all_of_them.subquery()
        name = both.c.name.desc() if is_newest_first else both.c.name
        return sa.select(both).order_by(name).limit(limit)


def columns() -> sa.Select[Any]:
    """Every column that a record has; the mount is none of them."""
    return sa.select(*(column for column in table.c if column is not table.c.mount))


def _parts(
    visitor: Visitor, access: Access
) -> list[tuple[list[sa.Column[Any]], list[_Condition]]]:
    """By which columns a part is to be sorted, and what is true of it."""
    if access.sees_everything(visitor):
        return [([table.c.name], [])]
    nobodys = table.c.owner.is_(None)
    # That owner is the same, none, in all of them PostgreSQL does not see by itself.
    order = [table.c.owner, table.c.name]
    parts = [(order, [nobodys, table.c.browser == visitor.browser])]
    if visitor.owner is not None:
        parts.append(([table.c.name], [table.c.owner == visitor.owner]))
    return parts
