"""Opens files that are ours: regular ones, and nothing that stands in their place."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from dropslot.model import NotThere, StorageFailed

# A link that somebody has put there is not followed, and a pipe that nobody writes to
# is not waited for (open(2)).
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
# What stands there is none of ours: a link, a socket, a device without a driver.
_NOT_OURS = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO, errno.ENODEV}


def open_file(path: Path) -> BinaryIO:
    """Open a kept file.

    :raises NotThere: there is none, or what is there is no regular file.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        if error.errno in _NOT_OURS:
            raise NotThere from error
        raise StorageFailed from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotThere
    return os.fdopen(descriptor, "rb")


def is_regular(entry: os.DirEntry[str]) -> bool:
    """Whether an entry of a folder is a regular file itself; links are not followed."""
    return entry.is_file(follow_symlinks=False)
