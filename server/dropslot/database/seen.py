"""Which uploads a visitor may see, at the same cost however many there are.

It is asked for with every page: each query is made once, and given its values later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from types import EllipsisType
from typing import Any, TypeAlias

import sqlalchemy as sa

from dropslot.model import Access, Visitor

from .schema import uploads as table

Query: TypeAlias = tuple[sa.Select[Any], dict[str, Any]]
"""What :meth:`sqlalchemy.Connection.execute` takes."""

Whose: TypeAlias = str | EllipsisType | None
"""An owner; None is nobody, ``...`` everybody."""

_Condition: TypeAlias = sa.ColumnElement[bool]
_MOUNT = table.c.mount == sa.bindparam("mount")
_LIMIT = sa.bindparam("limit", type_=sa.Integer)
# The second half is what the indexes of places are for; both databases use them only
# where a query says the same.
_AT_PLACE: list[_Condition] = [
    table.c.place == sa.bindparam("place"),
    table.c.place != sa.literal_column("''"),
]


class _Part(Enum):
    """Parts of what somebody may see; they have nothing in common.

    Each is read in the order in which an index keeps it. One query that says "or" would
    read all that there is and sort it.
    """

    ALL = auto()
    OF_OWNER = auto()
    OF_BROWSER = auto()
    OF_NOBODY = auto()


class Which(Enum):
    """Which of them are asked for."""

    ANY = auto()
    OLDER = auto()
    NEWER = auto()
    NAMED = auto()


_WHOSE: dict[_Part, list[_Condition]] = {
    _Part.ALL: [],
    _Part.OF_OWNER: [table.c.owner == sa.bindparam("owner")],
    _Part.OF_BROWSER: [
        table.c.owner.is_(None),
        table.c.browser == sa.bindparam("browser"),
    ],
    _Part.OF_NOBODY: [table.c.owner.is_(None)],
}
_ORDER: dict[_Part, list[sa.Column[Any]]] = {
    _Part.ALL: [table.c.name],
    _Part.OF_OWNER: [table.c.name],
    # That the owner is the same, none, in all of them PostgreSQL sees only if told.
    _Part.OF_BROWSER: [table.c.owner, table.c.name],
    _Part.OF_NOBODY: [table.c.owner, table.c.name],
}
_NAMED: dict[Which, list[_Condition]] = {
    Which.ANY: [],
    Which.OLDER: [table.c.name < sa.bindparam("name")],
    Which.NEWER: [table.c.name > sa.bindparam("name")],
    Which.NAMED: [table.c.name.in_(sa.bindparam("names", expanding=True))],
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    parts: tuple[_Part, ...]
    is_at_place: bool


class Seen:
    """The query's form of :meth:`dropslot.model.Access.may_see`."""

    def __init__(self, mount_id: int, visitor: Visitor, access: Access) -> None:
        self._wanted = _Wanted(_parts(visitor, access), bool(visitor.place))
        self._values: dict[str, Any] = {"mount": mount_id}
        if _Part.OF_BROWSER in self._wanted.parts:
            self._values["browser"] = visitor.browser
        if _Part.OF_OWNER in self._wanted.parts:
            self._values["owner"] = visitor.owner
        if visitor.place:
            self._values["place"] = visitor.place

    def newest(self, limit: int, which: Which, **values: str | Sequence[str]) -> Query:
        """The newest ones, newest first.

        :param values: ``name`` or ``names``, as ``which`` says.
        """
        query = _first(self._wanted, which, is_newest_first=True)
        return query, {**self._values, "limit": limit, **values}

    def oldest(self, limit: int, which: Which, **values: str) -> Query:
        """The oldest ones, oldest first."""
        query = _first(self._wanted, which, is_newest_first=False)
        return query, {**self._values, "limit": limit, **values}

    def count(self, limit: int, which: Which, **values: str) -> Query:
        """How many there are, at most ``limit``."""
        query = _count(self._wanted, which)
        return query, {**self._values, "limit": limit, **values}


def newest_of(
    mount_id: int, whose: Whose, place: str, before: str | None, limit: int
) -> Query:
    """The newest ones, newest first, whoever may see them.

    :param place: "" is every place.
    :param before: only those older than this name, or None.
    """
    part = _Part.OF_NOBODY if whose is None else _Part.OF_OWNER
    if isinstance(whose, EllipsisType):
        part, whose = _Part.ALL, None
    which = Which.ANY if before is None else Which.OLDER
    query = _first(_Wanted((part,), bool(place)), which, is_newest_first=True)
    told = {"owner": whose, "place": place or None, "name": before}
    values = {name: value for name, value in told.items() if value is not None}
    return query, {"mount": mount_id, "limit": limit, **values}


def columns() -> sa.Select[Any]:
    """Every column that a record has; the mount is none of them."""
    return sa.select(*(column for column in table.c if column is not table.c.mount))


def _parts(visitor: Visitor, access: Access) -> tuple[_Part, ...]:
    if access.sees_everything(visitor):
        return (_Part.ALL,)
    if visitor.owner is None:
        return (_Part.OF_BROWSER,)
    return _Part.OF_BROWSER, _Part.OF_OWNER


@cache
def _first(wanted: _Wanted, which: Which, *, is_newest_first: bool) -> sa.Select[Any]:
    return _joined(columns(), wanted, which, is_newest_first=is_newest_first)


@cache
def _count(wanted: _Wanted, which: Which) -> sa.Select[Any]:
    names = _joined(sa.select(table.c.name), wanted, which, is_newest_first=True)
    return sa.select(sa.func.count()).select_from(names.subquery())


def _joined(
    selected: sa.Select[Any],
    wanted: _Wanted,
    which: Which,
    *,
    is_newest_first: bool,
) -> sa.Select[Any]:
    limited = []
    where = _AT_PLACE if wanted.is_at_place else []
    for part in wanted.parts:
        order = _ORDER[part]
        by = [column.desc() if is_newest_first else column for column in order]
        query = selected.where(_MOUNT, *where, *_WHOSE[part], *_NAMED[which])
        limited.append(query.order_by(*by).limit(_LIMIT))
    if len(limited) == 1:
        return limited[0]
    both = sa.union_all(*(sa.select(part.subquery()) for part in limited)).subquery()
    name = both.c.name.desc() if is_newest_first else both.c.name
    return sa.select(both).order_by(name).limit(_LIMIT)
