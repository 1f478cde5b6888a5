"""The database's own clock: the one that all replicas have in common."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class now_ms(FunctionElement[int]):
    """What time it is at the database: milliseconds since the epoch, in UTC.

    It stands in statements, as what is in ``sa.func`` does.
    """

    type = sa.BigInteger()
    inherit_cache = True


def before_ms(age: timedelta) -> sa.ColumnElement[int]:
    """What time it was so long ago, told once for a whole statement: PostgreSQL would
    else ask for each row, and use no index."""
    age_ms = round(age.total_seconds() * 1000)
    return sa.select(now_ms() - age_ms).scalar_subquery()


@compiles(now_ms, "sqlite")
def _of_sqlite(_: now_ms, __: SQLCompiler, **___: Any) -> str:
    # 2440587.5 is the Julian day of the epoch (sqlite.org/lang_datefunc.html).
    return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"


@compiles(now_ms, "postgresql")
def _of_postgresql(_: now_ms, __: SQLCompiler, **___: Any) -> str:
    # Not now(), which is when the transaction began.
    return "(extract(epoch from clock_timestamp()) * 1000)::bigint"
