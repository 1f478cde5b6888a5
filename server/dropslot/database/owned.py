"""Which uploads an owner has, at the same cost however many there are; for a host's own
code, which may see all of them."""

from __future__ import annotations

from types import EllipsisType
from typing import Any, TypeAlias

import sqlalchemy as sa

from .schema import uploads as table
from .seen import Query, columns

Whose: TypeAlias = str | EllipsisType | None
"""An owner; None is nobody, ``...`` everybody."""

_LIMIT = sa.bindparam("limit", type_=sa.Integer)


def newest_of(mount_id: int, whose: Whose, before: str | None, limit: int) -> Query:
    """The newest uploads, newest first.

    :param before: only those older than this name.
    """
    values: dict[str, Any] = {"mount": mount_id, "limit": limit}
    query = columns().where(table.c.mount == sa.bindparam("mount")).limit(_LIMIT)
    order: list[sa.Column[Any]] = [table.c.owner, table.c.name]
    if isinstance(whose, EllipsisType):
        order = [table.c.name]
    elif whose is None:
        # That it is the same in all of them PostgreSQL sees only if told, by the order.
        query = query.where(table.c.owner.is_(None))
    else:
        query = query.where(table.c.owner == sa.bindparam("owner"))
        values["owner"] = whose
    if before is not None:
        query = query.where(table.c.name < sa.bindparam("name"))
        values["name"] = before
    return query.order_by(*(column.desc() for column in order)), values
