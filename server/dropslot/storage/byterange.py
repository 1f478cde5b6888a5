"""A part of a file, as a file of its own."""

from __future__ import annotations

import io
import os
from typing import BinaryIO


class ByteRange(io.RawIOBase):
    """The bytes of a file from ``start`` to before ``stop``; closes it when closed."""

    def __init__(self, file: BinaryIO, start: int, stop: int) -> None:
        super().__init__()
        self._file = file
        self._start = start
        self._stop = stop
        file.seek(start)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell() - self._start

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        bases = (self._start, self._file.tell(), self._stop)
        return self._file.seek(bases[whence] + offset) - self._start

    def read(self, size: int | None = -1) -> bytes:
        left = max(0, self._stop - self._file.tell())
        return self._file.read(left if size is None or size < 0 else min(size, left))

    def close(self) -> None:
        self._file.close()
        super().close()
