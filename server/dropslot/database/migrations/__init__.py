"""Brings a database to the tables of ``schema.py``, whatever it has."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.exc import NoSuchTableError

from dropslot.database.locking import lock
from dropslot.database.schema import metadata

from .first_tables import is_of_first_version
from .versions import NEWEST, VERSION_TABLE

__all__ = [
    "NEWEST",
    "VERSION_TABLE",
    "NewerSchema",
    "bring_up",
    "refuse_newer",
    "version_of",
]

# Another process may be copying a million rows.
_PATIENCE_SECONDS = 3600

_versions = sa.Table(
    VERSION_TABLE,
    sa.MetaData(),
    # As Alembic makes it.
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name=f"{VERSION_TABLE}_pkc"),
)


class NewerSchema(Exception):
    """The tables are of a newer Dropslot; its text says of which schema."""


def bring_up(engine: sa.Engine) -> str | None:
    """Make every table, or change what an earlier version made; lose nothing.

    Others may do so at the same time. It is one transaction: whoever is killed in it
    has done nothing.

    :return: the schema that it had before, see :func:`version_of`.
    :raises NewerSchema: this program does not know its tables.
    """
    if _version_now(engine) == NEWEST:
        return NEWEST
    with engine.connect() as connection:
        # Its bounds are for requests, and nobody else is to have it without them.
        connection.detach()
        with connection.begin():
            _wait_for_long(connection)
        with connection.begin():
            lock(connection, "schema")
            # Another process may have been quicker.
            before = version_of(connection)
            _bring_up(connection, before)
    return before


def _version_now(engine: sa.Engine) -> str | None:
    try:
        with engine.connect() as connection:
            return version_of(connection)
    except NoSuchTableError:
        # Another process is at it: a table that was there has another name by now.
        return None


def version_of(connection: sa.Connection) -> str | None:
    """The schema that a database has, such as ``0002``; ``0001`` is that of version
    0.1.0, None that of a database without tables of ours."""
    inspector = sa.inspect(connection)
    if inspector.has_table(VERSION_TABLE):
        query = sa.select(_versions.c.version_num)
        found: str | None = connection.execute(query).scalar_one_or_none()
        return found
    return "0001" if is_of_first_version(inspector) else None


def refuse_newer(version: str | None) -> None:
    """See that this program knows a schema.

    :raises NewerSchema: it does not.
    """
    if version is not None and version > NEWEST:
        raise NewerSchema(f"schema {version}, and this one knows up to {NEWEST}")


def _bring_up(connection: sa.Connection, before: str | None) -> None:
    refuse_newer(before)
    if before is None:
        metadata.create_all(connection)
        _versions.create(connection, checkfirst=True)
        connection.execute(_versions.insert().values(version_num=NEWEST))
    elif before != NEWEST:
        # It takes a while to import, and there is hardly ever something to do.
        from .steps import take_steps

        take_steps(connection)


def _wait_for_long(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        milliseconds = _PATIENCE_SECONDS * 1000
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {milliseconds}")
        return
    driver = cast(Any, connection.connection.dbapi_connection)
    driver.patience_seconds = _PATIENCE_SECONDS
    connection.exec_driver_sql("SET statement_timeout = 0")
    connection.exec_driver_sql("SET lock_timeout = 0")
