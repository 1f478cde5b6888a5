"""The database: SQLAlchemy Core on SQLite or PostgreSQL, opened once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from weakref import WeakMethod

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from dropslot.model import StorageFailed, StorageFull
from dropslot.settings import SettingError, without_password

from .schema import metadata

# As many connections as there may be threads that want one.
_CONNECTIONS = 64


class Database:
    """The database of one Dropslot, with every table.

    :param url: an SQLAlchemy URL of SQLite or PostgreSQL.
    :raises SettingError: it cannot be opened.
    """

    def __init__(self, url: str) -> None:
        try:
            self._engine = _open_engine(url)
            # SQLite's connections must not be carried across a fork (sqlite.org/howto
            # corrupt, 2.6), as a server that loads the app first would do.
            forget = WeakMethod(self._forget_connections)
            os.register_at_fork(after_in_child=lambda: _call(forget))
            _create_tables(self._engine)
        except (SQLAlchemyError, ImportError) as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise SettingError(
                f"DROPSLOT_DATABASE_URL is '{without_password(url)}', but it must be a"
                f" database that can be opened ({reason})."
            ) from error

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """A transaction, its failures told as ours.

        :raises IntegrityError: the row is there already.
        :raises StorageFull, StorageFailed: the database cannot.
        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            told = str(getattr(error, "orig", ""))
            full = "full" in told or "disk I/O" in told
            raise (StorageFull if full else StorageFailed) from error

    def probe(self) -> None:
        """Prove that it answers.

        :raises StorageFull, StorageFailed: it does not.
        """
        with self.begin() as connection:
            connection.execute(sa.select(1))

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def _forget_connections(self) -> None:
        self._engine.dispose(close=False)


def milliseconds(when: datetime) -> int:
    """A time as it stands in every table."""
    return round(when.timestamp() * 1000)


def _call(method: WeakMethod[Callable[[], None]]) -> None:
    if alive := method():
        alive()


def _open_engine(url: str) -> sa.Engine:
    engine = sa.create_engine(
        # What a statement is given may be a password's hash: no error tells it.
        url,
        max_overflow=_CONNECTIONS,
        hide_parameters=True,
    )
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _make_durable)
    return engine


def _create_tables(engine: sa.Engine) -> None:
    """Create the tables that are missing; others may do so at the same time."""
    try:
        _create_missing(engine)
    except SQLAlchemyError:
        # PostgreSQL: another process made one between the look and the making.
        _create_missing(engine)


def _create_missing(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in sorted(table.indexes, key=lambda one: str(one.name)):
                connection.execute(CreateIndex(index, if_not_exists=True))


def _make_durable(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    # FULL: in WAL mode NORMAL may lose the last records in a power cut (SQLite docs,
    # PRAGMA synchronous), and 204 promises that the record is there.
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()
