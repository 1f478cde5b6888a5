"""Opens the database: to read and write it, or to read it where that is all there is.

SQLite needs room, and a folder that can be written to, even to read: in WAL mode
readers share an index of the log in a file of their own (sqlite.org/wal.html, 6).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from .columns import AddColumn, missing_columns, stand_in
from .schema import metadata

# As many connections as there may be threads that want one.
_CONNECTIONS = 64
# Ways to read a file that cannot be written to, the best one first: with the index that
# another process has made; with an index of our own in memory, which sees what a crash
# left in the log; and where there is no log (sqlite.org/uri.html, 3.1 to 3.3).
_READING = (
    ("mode=ro", ()),
    ("mode=ro&vfs=unix-none", ("PRAGMA locking_mode = EXCLUSIVE",)),
    ("mode=ro&immutable=1", ()),
)


def open_to_write(url: str) -> sa.Engine:
    """An engine whose database has every table.

    :raises SQLAlchemyError, ImportError, ValueError: it cannot be opened.
    """
    engine = _engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _make_durable)
    try:
        _create_tables(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def open_to_read(url: str) -> sa.Engine:
    """An engine for an SQLite file that is there and cannot be written to.

    :raises SQLAlchemyError: it cannot even be read, or is no file.
    """
    engine = _engine(url)
    sa.event.listen(engine, "do_connect", _connect_to_read)
    try:
        with engine.connect() as connection:
            connection.execute(
                sa.select(1).select_from(metadata.tables["dropslot_uploads"])
            )
    except BaseException:
        engine.dispose()
        raise
    return engine


def file_of(url: str) -> Path | None:
    """The file of an SQLite database, or None for another one."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    path = parsed.database
    return None if path.startswith("file:") else Path(path)


def _engine(url: str) -> sa.Engine:
    return sa.create_engine(
        # What a statement is given may be a password's hash: no error tells it.
        url,
        max_overflow=_CONNECTIONS,
        hide_parameters=True,
    )


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


def _create_tables(engine: sa.Engine) -> None:
    """Create what is missing of the tables; others may do so at the same time."""
    try:
        _create_missing(engine)
    except SQLAlchemyError:
        # Another process made one, or a column, between the look and the making.
        _create_missing(engine)


def _create_missing(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for column in missing_columns(connection, table):
                connection.execute(AddColumn(column))
            for index in sorted(table.indexes, key=lambda one: str(one.name)):
                connection.execute(CreateIndex(index, if_not_exists=True))


def _make_durable(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    # FULL: in WAL mode NORMAL may lose the last records in a power cut (SQLite docs,
    # PRAGMA synchronous), and 204 promises that the record is there.
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()
