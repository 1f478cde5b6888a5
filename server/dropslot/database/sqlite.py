"""Engines for SQLite: to write, or to read where that is all there is.

SQLite needs room, and a folder that can be written to, even to read: in WAL mode
readers share an index of the log in a file of their own (sqlite.org/wal.html, 6).
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import sqlalchemy as sa

from .migrations.stand_ins import stand_in

# As many connections as there may be threads that want one.
_CONNECTIONS = 64
_SWITCH_SECONDS = 5.0
_AGAIN_SECONDS = 0.02
# Ways to read a file that cannot be written to, the best one first: with the index that
# another process has made; with an index of our own in memory, which sees what a crash
# left in the log; and where there is no log (sqlite.org/uri.html, 3.1 to 3.3).
_READING = (
    ("mode=ro", ()),
    ("mode=ro&vfs=unix-none", ("PRAGMA locking_mode = EXCLUSIVE",)),
    ("mode=ro&immutable=1", ()),
)


def file_of(url: sa.URL) -> Path | None:
    """The file of an SQLite database, or None for another one."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    return None if url.database.startswith("file:") else Path(url.database)


def engine_to_write(url: sa.URL) -> sa.Engine:
    """An engine whose transactions are durable."""
    engine = _engine(url)
    sa.event.listen(engine, "connect", _make_durable)
    return engine


def engine_to_read(url: sa.URL) -> sa.Engine:
    """An engine for a file that is there and cannot be written to; one of 0.1.0 is
    read as if it had the tables of today."""
    engine = _engine(url)
    sa.event.listen(engine, "do_connect", _connect_to_read)
    return engine


def _engine(url: sa.URL) -> sa.Engine:
    return sa.create_engine(
        # What a statement is given may be a password's hash: no error tells it.
        url,
        max_overflow=_CONNECTIONS,
        hide_parameters=True,
    )


def _make_durable(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    _have_a_log(cursor)
    # FULL: in WAL mode NORMAL may lose the last records in a power cut (SQLite docs,
    # PRAGMA synchronous), and 204 promises that the record is there.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _have_a_log(cursor: Any) -> None:
    """Switch to WAL mode. SQLite waits for nobody there, but of several who open a new
    file at once each gets its turn."""
    give_up = time.monotonic() + _SWITCH_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > give_up:
                raise
        time.sleep(_AGAIN_SECONDS)


def _connect_to_read(
    dialect: Any, _: object, arguments: Sequence[Any], options: dict[str, Any]
) -> Any:
    path = os.fspath(arguments[0])
    if path.startswith("file:") or not Path(path).is_file():
        raise dialect.dbapi.OperationalError("there is no such file")
    failed: Exception | None = None
    for way, pragmas in _READING:
        uri = f"file:{quote(path)}?{way}"
        connection = dialect.connect(uri, **{**options, "uri": True})
        try:
            for statement in pragmas:
                connection.execute(statement)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
            stand_in(connection)
        except dialect.dbapi.Error as error:
            connection.close()
            failed = error
        else:
            return connection
    raise failed or RuntimeError


@contextmanager
def unsynced(connection: sa.Connection) -> Iterator[None]:
    """Let what is written be written to the disk with what comes after it; nothing
    changes for another database."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = cast(Any, connection.connection.dbapi_connection)
    driver.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        driver.execute("PRAGMA synchronous = FULL")
