"""Holds a check for as long as a test needs, and makes a catalog's times old."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import sqlalchemy as sa
from apps import backend_of
from dropslot.database.schema import marks
from dropslot.database.schema import upload_sessions as sessions
from dropslot.signals import upload_checking
from flask import Flask

_PATIENCE_SECONDS = 60


class Hold:
    """Stops the first picture that comes to be checked, as a slow scanner would."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._came = threading.Event()
        self._released = threading.Event()

    def wait(self) -> None:
        """Wait until it holds one."""
        assert self._came.wait(_PATIENCE_SECONDS)

    def release(self) -> None:
        """Let it go on."""
        self._released.set()

    def __call__(self, sender: object, **_: object) -> None:
        with self._lock:
            first = not self._came.is_set()
            self._came.set()
        if first:
            self._released.wait(_PATIENCE_SECONDS)


@contextmanager
def holding(app: Flask) -> Iterator[Hold]:
    """Hold the first check of an app; it is let go at the latest at the end."""
    hold = Hold()
    with upload_checking.connected_to(hold, sender=backend_of(app).sender):
        try:
            yield hold
        finally:
            hold.release()


def make_older(folder: Path, column: str, hours: float) -> None:
    """Move a time of all unfinished files back, as if so long had gone by."""
    older = sessions.c[column] - round(hours * 3_600_000)
    with catalog_of(folder) as connection:
        connection.execute(sessions.update().values({column: older}))


def marks_in(folder: Path) -> list[str]:
    """The keys of pictures that are marked as being kept or removed."""
    query = sa.select(marks.c.key).where(marks.c.key.not_like("%/"))
    with catalog_of(folder) as connection:
        return list(connection.execute(query).scalars())


def make_marks_older(folder: Path, hours: float) -> None:
    """Move the time of all marks back."""
    make_marks_older_in(_catalog_of(folder), hours)


def make_marks_older_in(database_url: str, hours: float) -> None:
    """The same in any database."""
    older = marks.c.noted_ms - round(hours * 3_600_000)
    with records_in(database_url) as connection:
        connection.execute(marks.update().values(noted_ms=older))


def catalog_of(folder: Path) -> AbstractContextManager[sa.Connection]:
    """The catalog that lies in an upload folder, whoever uses it as well."""
    return records_in(_catalog_of(folder))


def _catalog_of(folder: Path) -> str:
    return f"sqlite:///{folder}/.dropslot/catalog.db"


@contextmanager
def records_in(database_url: str) -> Iterator[sa.Connection]:
    """A database, whoever uses it as well."""
    engine = sa.create_engine(database_url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
