"""Connections to the database, whatever can be done with it just now."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias
from weakref import WeakMethod

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from dropslot.model import StorageFailed, StorageFull

from .faults import is_away, reason_of, told
from .migrations import NewerSchema
from .opening import open_to_read, open_to_write
from .sqlite import file_of

# How often one that could only be read is tried again, and one that is away.
_AGAIN_SECONDS = 2.0
_WAIT_SECONDS = 1.0
_log = logging.getLogger(__name__)

_Trouble: TypeAlias = StorageFull | StorageFailed


class Connections:
    """What has every table, to write; or, where that is all there is, to read.

    :param place: where it is, as a message may tell it.
    :param mask: hides what is secret of what others say.
    :param patience_seconds: how long to wait for a server that is away.
    """

    schema_before: str | None = None
    read_only: type[_Trouble] | None = None
    """What whoever would write is told where it can only be read."""

    def __init__(
        self,
        url: sa.URL,
        place: str,
        mask: Callable[[str], str],
        patience_seconds: float,
    ) -> None:
        self._url = url
        self._place = place
        self._mask = mask
        self.file: Path | None = file_of(url)
        self._lock = threading.Lock()
        self._tried_at = 0.0
        self._inherited: list[sa.Pool] = []
        self._engine = self._opened_in_time(patience_seconds)
        # SQLite's connections must not be carried across a fork (sqlite.org/howto
        # corrupt, 2.6), as a server that loads the app first would do; nor may two
        # processes speak with PostgreSQL on one.
        forget = WeakMethod(self._forget)
        os.register_at_fork(after_in_child=lambda: _call(forget))

    def connect(self) -> sa.Connection:
        """A connection, to be closed by whoever asked for it.

        :raises SQLAlchemyError: there is none.
        """
        if self.read_only and time.monotonic() - self._tried_at > _AGAIN_SECONDS:
            self.try_to_write()
        try:
            return self._engine.connect()
        except SQLAlchemyError as error:
            if self.read_only:
                raise
            # The disk may have become read-only meanwhile.
            self._engine = self._open_to_read(error)
            return self._engine.connect()

    def try_to_write(self) -> None:
        """Where it could only be read, see whether it can be written to by now."""
        if self.read_only is None or not self._lock.acquire(blocking=False):
            return
        try:
            self._tried_at = time.monotonic()
            engine, _ = open_to_write(self._url)
            before, self._engine = self._engine, engine
            self.read_only = None
            before.dispose()
            _log.warning("The database '%s' can be written to again.", self._place)
        except (SQLAlchemyError, NewerSchema):
            # It is read on; the next who comes in a while tries again.
            return
        finally:
            self._lock.release()

    def close(self) -> None:
        """Close those that nobody uses."""
        self._engine.dispose()

    def _opened_in_time(self, patience_seconds: float) -> sa.Engine:
        deadline, is_said = time.monotonic() + patience_seconds, False
        while True:
            try:
                return self._opened()
            except SQLAlchemyError as error:
                if not is_away(error) or time.monotonic() >= deadline:
                    raise
                reason = self._mask(reason_of(error))
            if not is_said:
                is_said = True
                _log.warning(
                    "The database '%s' is away (%s); waiting for it.",
                    self._place,
                    reason,
                )
            time.sleep(_WAIT_SECONDS)

    def _opened(self) -> sa.Engine:
        try:
            engine, self.schema_before = open_to_write(self._url)
        except SQLAlchemyError as error:
            return self._open_to_read(error)
        return engine

    def _open_to_read(self, error: SQLAlchemyError) -> sa.Engine:
        if self.file is None:
            raise error
        try:
            engine = open_to_read(self._url)
        except SQLAlchemyError:
            # Why it could not be opened as it should be says more.
            raise error from None
        self.read_only = type(told(error, self.file))
        self._tried_at = time.monotonic()
        _log.warning(
            "The database '%s' can only be read (%s).", self._place, reason_of(error)
        )
        return engine

    def _forget(self) -> None:
        # A thread that is not here may have held it.
        self._lock = threading.Lock()
        # Kept, since what nobody holds is closed; even that is not for a child to do
        # (sqlite.org/howtocorrupt, 2.6).
        self._inherited.append(self._engine.pool)
        self._engine.dispose(close=False)


def _call(method: WeakMethod[Callable[[], None]]) -> None:
    if alive := method():
        alive()
