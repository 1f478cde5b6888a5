"""Holds a check for as long as a test needs, and makes a catalog's times old."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from apps import backend_of
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
    catalog = folder / ".dropslot" / "catalog.db"
    with closing(sqlite3.connect(catalog)) as connection, connection:
        connection.execute(
            f"UPDATE partials SET {column} = {column} - ?",
            [round(hours * 3_600_000)],
        )
