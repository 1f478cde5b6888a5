"""A file that is arriving in a folder, and what the disk may say to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from dropslot.model import of_disk

from .copying import copy_in_kernel

_BLOCK_BYTES = 1024**2


class StagedFile:
    """A file in staging; unbuffered, because what is written comes in large blocks."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size_bytes = 0
        self._file = path.open("xb", buffering=0)

    def write(self, data: bytes) -> None:
        """Append bytes."""
        with disk_errors():
            rest = memoryview(data)
            while rest:
                rest = rest[self._file.write(rest) :]
        self.size_bytes += len(data)

    def append(self, source: BinaryIO) -> None:
        """Append all of another file, within the kernel where it can."""
        with disk_errors():
            self.size_bytes += copy_in_kernel(source, self._file)
            while data := source.read(_BLOCK_BYTES):
                self.write(data)

    def close(self) -> None:
        """All of it has been written."""
        # A network's file system may say only now that there is no room (close(2)).
        with disk_errors():
            self._file.close()

    def sync(self) -> None:
        """Make what has been written survive a power cut."""
        sync(self.path)

    def discard(self) -> None:
        """Close it, and remove what has not been renamed."""
        # It is not wanted; what resists follows with the sweep.
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


@contextmanager
def disk_errors() -> Iterator[None]:
    """Tell what the disk says in our own errors."""
    try:
        yield
    except OSError as error:
        raise of_disk(error) from error


def sync(path: Path) -> None:
    """Write a file, or a folder's list of names, to the disk itself (fsync(2))."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
