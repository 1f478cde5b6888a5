"""The database: SQLAlchemy Core on SQLite or PostgreSQL, opened once."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4
from weakref import WeakMethod

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from dropslot.measures import Step, timed
from dropslot.model import StorageFailed, StorageFull, UploadError
from dropslot.settings import SettingError, masker, without_password

from .faults import has_no_room, is_damage, reason_of, told
from .opening import file_of, open_to_read, open_to_write
from .schema import upload_sessions

_CANNOT_OPEN = (SQLAlchemyError, ImportError, ValueError)
# How often one that could only be read is tried again.
_AGAIN_SECONDS = 2.0
_log = logging.getLogger(__name__)

_Trouble: TypeAlias = StorageFull | StorageFailed


class Database:
    """The database of one Dropslot, with every table.

    One that is there but cannot be written to, on a full disk or in a folder that is
    read-only, is read, and written to as soon as it can be.

    :param url: an SQLAlchemy URL of SQLite or PostgreSQL.
    :raises SettingError: it cannot be opened.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._mask = masker(url)
        self._file: Path | None = None
        self._lock = threading.Lock()
        # What whoever would write is told where it can only be read.
        self._read_only: type[_Trouble] | None = None
        self._tried_at = 0.0
        self._said_damaged = False
        try:
            self._file = file_of(url)
            self._engine = self._opened()
        except _CANNOT_OPEN as error:
            # Drivers repeat what they were given; so would a cause that is shown.
            raise SettingError(self._sentence(error)) from None
        # SQLite's connections must not be carried across a fork (sqlite.org/howto
        # corrupt, 2.6), as a server that loads the app first would do.
        forget = WeakMethod(self._forget_connections)
        os.register_at_fork(after_in_child=lambda: _call(forget))

    @property
    def place(self) -> str:
        """Where it is, as a message may tell it."""
        return str(self._file) if self._file else without_password(self._url)

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """A transaction, its failures told as ours.

        :raises IntegrityError: the row is there already.
        :raises StorageFull, StorageFailed: the database cannot.
        """
        try:
            with (
                timed(Step.TRANSACTION),
                self._connected() as connection,
                connection.begin(),
            ):
                yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise self._told(error) from error

    def lock(self, connection, *what):
        pass

    def probe(self) -> None:
        """Prove that it could be written to, and leave it as it is.

        :raises StorageFull, StorageFailed: it could not.
        """
        row = {"id": uuid4().hex, "sender": "", "total_bytes": 0, "chunk_bytes": 0}
        row |= {
            "name": "",
            "state": "",
            "touched_ms": 0,
            "mount": 1,
            "received_bytes": 0,
        }
        try:
            with self._connected() as connection:
                connection.execute(upload_sessions.insert().values(row))
                connection.rollback()
        except SQLAlchemyError as error:
            raise self._told(error) from error
        if has_no_room(self._file):
            raise StorageFull

    def try_to_write(self) -> None:
        """Where it could only be read, see whether it can be written to by now."""
        if self._read_only is None or not self._lock.acquire(blocking=False):
            return
        try:
            self._tried_at = time.monotonic()
            before, self._engine = self._engine, open_to_write(self._url)
            self._read_only = None
            before.dispose()
            _log.warning("The database '%s' can be written to again.", self.place)
        except SQLAlchemyError:
            # It is read on; the next who comes in a while tries again.
            return
        finally:
            self._lock.release()

    def explain(self, error: UploadError) -> str:
        """Why it could not, in a sentence that names it, for an operator."""
        cause = error.__cause__ or error
        if isinstance(cause, SQLAlchemyError) and is_damage(cause):
            return self._damaged(cause)
        reason = self._mask(reason_of(cause))
        return f"The database '{self.place}' cannot be used ({reason})."

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def _opened(self) -> sa.Engine:
        try:
            return open_to_write(self._url)
        except SQLAlchemyError as error:
            return self._open_to_read(error)

    def _open_to_read(self, error: SQLAlchemyError) -> sa.Engine:
        if self._file is None:
            raise error
        try:
            engine = open_to_read(self._url)
        except SQLAlchemyError:
            # Why it could not be opened as it should be says more.
            raise error from None
        self._read_only = type(told(error, self._file))
        self._tried_at = time.monotonic()
        _log.warning(
            "The database '%s' can only be read (%s).", self.place, reason_of(error)
        )
        return engine

    def _connected(self) -> sa.Connection:
        if self._read_only and time.monotonic() - self._tried_at > _AGAIN_SECONDS:
            self.try_to_write()
        try:
            return self._engine.connect()
        except SQLAlchemyError as error:
            if self._read_only:
                raise
            # The disk may have become read-only meanwhile.
            self._engine = self._open_to_read(error)
            return self._engine.connect()

    def _told(self, error: SQLAlchemyError) -> _Trouble:
        if is_damage(error) and not self._said_damaged:
            self._said_damaged = True
            _log.error("%s", self._damaged(error))
        return self._read_only() if self._read_only else told(error, self._file)

    def _sentence(self, error: Exception) -> str:
        if isinstance(error, SQLAlchemyError) and is_damage(error):
            return self._damaged(error)
        reason = self._mask(reason_of(error))
        hint = ""
        if isinstance(error, ImportError):
            hint = '; PostgreSQL needs its driver: pip install "psycopg[binary]"'
        return (
            f"DROPSLOT_DATABASE_URL is '{without_password(self._url)}', but it must be"
            f" a database that can be opened ({reason}{hint})."
        )

    def _damaged(self, error: Exception) -> str:
        return (
            f"The database '{self.place}' is damaged ({self._mask(reason_of(error))}):"
            " put a copy from before in its place, or move it away and take the"
            " pictures in again with 'dropslot import'."
        )

    def _forget_connections(self) -> None:
        self._engine.dispose(close=False)


def milliseconds(when: datetime) -> int:
    """A time as it stands in every table."""
    return round(when.timestamp() * 1000)


def _call(method: WeakMethod[Callable[[], None]]) -> None:
    if alive := method():
        alive()
