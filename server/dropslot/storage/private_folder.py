"""A folder of our own where others may write as well: the system's temporary one."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path


def make_private(folder: Path) -> None:
    """Make a folder with what is above it, where it is not there.

    Below the system's temporary folder, the first one must be ours, and be open to
    nobody else: whoever else had made it could put other files into it.

    :raises OSError: it cannot be made, or would be somebody else's.
    """
    public = Path(tempfile.gettempdir())
    if public == folder:
        # The server lets its own answers wait there, too (serving/server.py).
        public = Path(os.environ.get("TMPDIR") or "/tmp")  # noqa: S108 - it is looked at
    if folder.is_relative_to(public) and folder.parent != public:
        first = public / folder.relative_to(public).parts[0]
        first.mkdir(mode=0o700, exist_ok=True)
        found = first.lstat()
        is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
        if not is_ours or found.st_mode & 0o022:
            raise PermissionError(None, "what is above it is open to others", folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
