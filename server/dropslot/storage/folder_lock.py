"""Tells whether other processes use the same upload folder."""

from __future__ import annotations

import fcntl
import time
from contextlib import suppress
from pathlib import Path
from typing import IO


class FolderLock:
    """A shared lock on the folder, held for as long as this process uses it.

    Where a file system has no locks, or the file cannot be made, it is as if others
    used the folder.

    :param path: the lock file; it is made when it is not there.
    :ivar alone_until: seconds since the epoch. What is older was left by a process that
        has ended, for when we came nobody else held the lock; 0 when somebody did.
    """

    def __init__(self, path: Path) -> None:
        self._file = _opened(path)
        self.alone_until = 0.0
        if self._file is None:
            return
        # What is held says EAGAIN; what has no locks ENOLCK, EOPNOTSUPP (flock(2)).
        with suppress(OSError):
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.alone_until = time.time()
        # From exclusive to shared without a gap would be nicer, but flock(2) has none;
        # whoever slips in between finds nothing of ours, for we have not begun.
        with suppress(OSError):
            fcntl.flock(self._file, fcntl.LOCK_SH)

    def release(self) -> None:
        """Let go of the lock."""
        if self._file:
            self._file.close()


def _opened(path: Path) -> IO[str] | None:
    for mode in ("w", "r"):
        # A lock needs no write access, which a read-only folder has not.
        with suppress(OSError):
            return path.open(mode)
    return None
