"""Inserts that know what to do where a row is there already, in both databases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Insert: TypeAlias = postgresql.Insert | sqlite.Insert


def inserts_into(table: sa.Table) -> Mapping[str, Insert]:
    """Inserts that have ``on_conflict_do_nothing`` and ``on_conflict_do_update``, by
    the name of the dialect that they are for."""
    return {"postgresql": postgresql.insert(table), "sqlite": sqlite.insert(table)}
