"""Copies from file to file within the kernel, where the platform can."""

from __future__ import annotations

import errno
import os
from typing import IO

# What a file system or a kernel says that cannot (copy_file_range(2)).
_CANNOT = {errno.ENOSYS, errno.EXDEV, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM}
# One call copies less than 2 GiB; shorter ones let signals in.
_RANGE_BYTES = 1024**3


def copy_in_kernel(source: IO[bytes], target: IO[bytes]) -> int:
    """Copy from where one file stands to where another does, as far as it goes.

    :return: how many bytes; what is left, if anything, is for the caller to copy.
    """
    copied_bytes = 0
    if not hasattr(os, "copy_file_range"):
        return copied_bytes
    try:
        while count_bytes := os.copy_file_range(
            source.fileno(), target.fileno(), _RANGE_BYTES
        ):
            copied_bytes += count_bytes
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
    return copied_bytes
