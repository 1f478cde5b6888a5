"""Tells whether other processes use the same upload folder."""

from __future__ import annotations

import fcntl
import time
from pathlib import Path


class FolderLock:
    """A shared lock on the folder, held for as long as this process uses it.

    :param path: the lock file; it is made when it is not there.
    :ivar alone_until: seconds since the epoch. What is older was left by a process that
        has ended, for when we came nobody else held the lock; 0 when somebody did.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("w")
        self.alone_until = 0.0
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.alone_until = time.time()
        except BlockingIOError:
            pass
        # From exclusive to shared without a gap would be nicer, but flock(2) has none;
        # whoever slips in between finds nothing of ours, for we have not begun.
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def release(self) -> None:
        """Let go of the lock."""
        self._file.close()
