"""A folder of our own where others may write as well: the system's temporary one."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path


def make_private(folder: Path) -> None:
    """Make a folder with what is above it, where it is not there.

    Two levels below the system's temporary folder, the one between must be ours, and
    be open to nobody else: whoever else had made it could put other files into it.

    :raises OSError: it cannot be made, or would be somebody else's.
    """
    between = folder.parent
    if between.parent == Path(tempfile.gettempdir()):
        between.mkdir(mode=0o700, exist_ok=True)
        found = between.lstat()
        is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
        if not is_ours or found.st_mode & 0o077:
            raise PermissionError(None, "what is above it is open to others", folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
