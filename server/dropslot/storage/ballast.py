"""Room that is kept back, so that pictures can be taken back on a full disk.

To forget a record the database writes first, into its log; so a full disk would stay
full. This file goes when that room is needed, and is made again when there is plenty.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

# SQLite's log and its index begin with 32 KiB and 4 KiB for each page that changes.
_BALLAST_BYTES = 256 * 1024
_PLENTY_BYTES = 4 * _BALLAST_BYTES


class Ballast:
    """The ballast of one folder.

    :param path: its file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def take_in(self) -> None:
        """Make it where it is missing and there is plenty of room."""
        with suppress(OSError):
            free_bytes = shutil.disk_usage(self._path.parent).free
            if self._path.exists() or free_bytes < _PLENTY_BYTES:
                return
            # Bytes that no file system makes smaller.
            self._path.write_bytes(os.urandom(_BALLAST_BYTES))

    def throw_off(self) -> None:
        """Give its room to whoever needs it now."""
        with suppress(OSError):
            self._path.unlink()
