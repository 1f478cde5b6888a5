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
from weakref import WeakMethod

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from dropslot.model import StorageFailed, StorageFull, UploadError
from dropslot.settings import SettingError, masker, without_password

from .faults import has_no_room, is_away, is_damage, reason_of, told
from .locking import lock
from .migrations import NewerSchema
from .opening import open_to_read, open_to_write, url_of
from .sqlite import file_of

_CANNOT_OPEN = (SQLAlchemyError, ImportError, ValueError, NewerSchema)
# How often one that could only be read is tried again.
_AGAIN_SECONDS = 2.0
# And one that is away at the start.
_AGAIN_AT_START_SECONDS = 1.0
_READ_ONLY = sa.text(
    "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool"
)
_log = logging.getLogger(__name__)

_Trouble: TypeAlias = StorageFull | StorageFailed


class Database:
    """The database of one Dropslot, with every table.

    One that is there but cannot be written to, on a full disk or in a folder that is
    read-only, is read, and written to as soon as it can be.

    :param url: an SQLAlchemy URL of SQLite or PostgreSQL.
    :param patience_seconds: how long to wait for a PostgreSQL that is away;
        ``math.inf`` is for ever.
    :raises SettingError: it cannot be opened.
    """

    schema_before: str | None
    """Which tables it had when it was opened: ``0001`` are those of version 0.1.0, None
    is none at all."""

    def __init__(self, url: str, patience_seconds: float = 0) -> None:
        self._url = url
        self._mask = masker(url)
        self._file: Path | None = None
        self._lock = threading.Lock()
        # What whoever would write is told where it can only be read.
        self._read_only: type[_Trouble] | None = None
        self._tried_at = 0.0
        self._said_damaged = False
        try:
            self._parsed = url_of(url)
            self._file = file_of(self._parsed)
            self._engine = self._opened_in_time(patience_seconds)
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

    @property
    def file(self) -> Path | None:
        """The file that it is, or None: it is a server."""
        return self._file

    @property
    def can_only_be_read(self) -> bool:
        """Whether nothing can be written to it, so far."""
        return self._read_only is not None

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """A transaction, its failures told as ours.

        :raises IntegrityError: the row is there already.
        :raises StorageFull, StorageFailed: the database cannot.
        """
        try:
            with self._connected() as connection, connection.begin():
                yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise self._told(error) from error

    def lock(self, connection: sa.Connection, *what: object) -> None:
        """Let nobody else who locks the same go on until this transaction has ended, so
        that what is counted in it stays as it was counted.

        :param what: what is locked, such as ``"sender", mount_id, sender``.
        """
        lock(connection, *what)

    def probe(self) -> None:
        """See that it could be written to; nothing is written.

        :raises StorageFull, StorageFailed: it could not.
        """
        try:
            with self._connected() as connection:
                if self._file is None:
                    is_readable_only = connection.execute(_READ_ONLY).scalar_one()
                else:
                    lock(connection)
                    is_readable_only = False
                connection.rollback()
        except SQLAlchemyError as error:
            raise self._told(error) from error
        if self._read_only:
            raise self._read_only
        if is_readable_only:
            raise StorageFailed
        if has_no_room(self._file):
            raise StorageFull

    def try_to_write(self) -> None:
        """Where it could only be read, see whether it can be written to by now."""
        if self._read_only is None or not self._lock.acquire(blocking=False):
            return
        try:
            self._tried_at = time.monotonic()
            engine, _ = open_to_write(self._parsed)
            before, self._engine = self._engine, engine
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

    def _opened_in_time(self, patience_seconds: float) -> sa.Engine:
        deadline, is_said = time.monotonic() + patience_seconds, False
        while True:
            try:
                return self._opened()
            except SQLAlchemyError as error:
                if not is_away(error) or time.monotonic() > deadline:
                    raise
                reason = self._mask(reason_of(error))
            if not is_said:
                is_said = True
                _log.warning(
                    "The database '%s' is away (%s); waiting for it.",
                    self.place,
                    reason,
                )
            time.sleep(_AGAIN_AT_START_SECONDS)

    def _opened(self) -> sa.Engine:
        try:
            engine, self.schema_before = open_to_write(self._parsed)
        except SQLAlchemyError as error:
            return self._open_to_read(error)
        return engine

    def _open_to_read(self, error: SQLAlchemyError) -> sa.Engine:
        if self._file is None:
            raise error
        try:
            engine = open_to_read(self._parsed)
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
        if isinstance(error, NewerSchema):
            return (
                f"The database '{self.place}' is of a newer Dropslot ({error}):"
                " start that one."
            )
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
