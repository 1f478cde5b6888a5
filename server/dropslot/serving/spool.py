"""How waitress holds a request body: bounded, and honest when the disk is full."""

from __future__ import annotations

from typing import IO, Any

from waitress.buffers import OverflowableBuffer

from dropslot.model import of_disk


class Spool(OverflowableBuffer):  # type: ignore[misc]
    """Holds a body in memory, then in a temporary file, up to a bound.

    waitress itself drops the connection when its disk is full, and cuts a sender off
    who sends too much, so that neither comes to read why. This one lets them finish:
    what has no room is counted and forgotten, and the app, which sees the length first,
    or ``StorageFull`` when it reads, answers with its own sentence.
    """

    def __init__(self, overflow: int, limit_bytes: int) -> None:
        super().__init__(overflow)
        self._limit_bytes = limit_bytes
        self._forgotten_bytes = 0
        self._failed: OSError | None = None

    def __len__(self) -> int:
        return int(super().__len__()) + self._forgotten_bytes

    def append(self, data: bytes) -> None:
        if not self._forgotten_bytes and len(self) + len(data) <= self._limit_bytes:
            try:
                super().append(data)
                return
            except OSError as error:
                self._failed = error
        if not self._forgotten_bytes:
            self._forget()
        self._forgotten_bytes += len(data)

    def getfile(self) -> IO[bytes]:
        file: Any = _Unreadable(self._failed) if self._failed else super().getfile()
        return file  # type: ignore[no-any-return]

    def _forget(self) -> None:
        # The length counts on; the bytes, and the room they took, are given back.
        self._forgotten_bytes = int(super().__len__())
        self.close()
        self.buf, self.strbuf, self.overflowed = None, b"", False


class _Unreadable:
    def __init__(self, error: OSError) -> None:
        self._error = error

    def read(self, *_: object) -> bytes:
        raise of_disk(self._error) from self._error

    readline = read
