"""The database as SQLAlchemy opens it."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

# As many connections as there may be threads that want one.
_CONNECTIONS = 64


def open_engine(url: str) -> sa.Engine:
    """The engine of a database; nothing is opened yet.

    :param url: an SQLAlchemy URL of SQLite or PostgreSQL.
    """
    engine = sa.create_engine(url, max_overflow=_CONNECTIONS)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _make_durable)
    return engine


def without_password(url: str) -> str:
    """A database's URL, fit to be shown."""
    return re.sub(r":[^:/]*@", ":***@", url)


def _make_durable(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    # FULL: in WAL mode NORMAL may lose the last records in a power cut (SQLite docs,
    # PRAGMA synchronous), and 204 promises that the record is there.
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()
