"""Tells what a crash left in a folder from what a live request has there."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from .regular import is_regular
from .staged import disk_errors


class LeftOvers:
    """What nobody will finish.

    :param folders: where it may be; what is there now was left by a crash.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self._from_before: set[str] = set()
        for folder in folders:
            # One that is not there, and cannot be made, has nothing left over.
            with suppress(OSError):
                self._from_before |= {entry.name for entry in _entries(folder)}

    def among(
        self, folder: Path, before: datetime, live: Collection[Path] = ()
    ) -> list[Path]:
        """The files of a folder that were there before, or are older than a time.

        :param live: what requests of this process are at, whatever the clock says.
        """
        limit = before.timestamp()
        with disk_errors():
            return [
                path
                for entry in _entries(folder)
                if (path := folder / entry.name) not in live
                and (entry.name in self._from_before or _is_before(entry, limit))
            ]


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return [entry for entry in entries if is_regular(entry)]


def _is_before(entry: os.DirEntry[str], limit: float) -> bool:
    try:
        return entry.stat(follow_symlinks=False).st_mtime < limit
    except FileNotFoundError:
        # Another process was quicker.
        return False
