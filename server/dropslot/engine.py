"""The database as SQLAlchemy opens it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

# As many connections as there may be threads that want one.
_CONNECTIONS = 64


def open_engine(url: str) -> sa.Engine:
    """The engine of a database; nothing is opened yet.

    :param url: an SQLAlchemy URL of SQLite or PostgreSQL.
    """
    engine = sa.create_engine(
        # What a statement is given may be a password's hash: no error tells it.
        url,
        max_overflow=_CONNECTIONS,
        hide_parameters=True,
    )
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _make_durable)
    return engine


def create_tables(engine: sa.Engine, metadata: sa.MetaData) -> None:
    """Create the tables that are missing; others may do so at the same time."""
    try:
        _create_missing(engine, metadata)
    except SQLAlchemyError:
        # PostgreSQL: another process made one between the look and the making.
        _create_missing(engine, metadata)


def _create_missing(engine: sa.Engine, metadata: sa.MetaData) -> None:
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in sorted(table.indexes, key=lambda one: str(one.name)):
                connection.execute(CreateIndex(index, if_not_exists=True))


def milliseconds(when: datetime) -> int:
    """A time as it stands in every table."""
    return round(when.timestamp() * 1000)


def without_password(url: str) -> str:
    """A database's URL, fit to be shown."""
    return re.sub(r"(://[^:/@]*:).*@", r"\1***@", url)


def _make_durable(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    # FULL: in WAL mode NORMAL may lose the last records in a power cut (SQLite docs,
    # PRAGMA synchronous), and 204 promises that the record is there.
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()
