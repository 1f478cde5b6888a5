"""The body of one request while it arrives: bounded, and honest when it is not kept."""

from __future__ import annotations

import io
import tempfile
from typing import IO, Any

from werkzeug.exceptions import RequestEntityTooLarge

from dropslot.model import Busy, StorageFull, of_disk

from .spools import Spools

# A thousand slow uploaders hold 72 MiB so, and 521 with waitress's own 512 KiB.
_MEMORY_BYTES = 32 * 1024


class Spool:
    """Holds a body in memory, then in a temporary file, up to a bound.

    waitress itself drops the connection when its disk is full, and cuts a sender off
    who sends too much, so that neither comes to read why. This one lets them finish:
    what is not kept is counted and forgotten, and the app answers with its own
    sentence. It sees the length first; when it reads, the reason is raised.

    :param limit_bytes: of a longer body nothing is kept.
    """

    def __init__(self, limit_bytes: int, spools: Spools) -> None:
        self._limit_bytes = limit_bytes
        self._spools = spools
        self._came_bytes = 0
        self._held_bytes = 0
        self._memory = io.BytesIO()
        self._file: IO[bytes] | None = None
        self._reader: IO[bytes] | None = None
        self._reason: Exception | None = None

    def __len__(self) -> int:
        return self._came_bytes

    @property
    def held_bytes(self) -> int:
        """What it has on the disk."""
        return self._held_bytes

    @property
    def is_forgotten(self) -> bool:
        """Whether nothing of it is kept, whatever comes."""
        return self._reason is not None

    def expect(self, size_bytes: int) -> None:
        """Say how long it will be, before any of it has come."""
        if size_bytes > self._limit_bytes:
            self._forget(RequestEntityTooLarge())

    def append(self, data: bytes) -> None:
        """Take in what came."""
        self._came_bytes += len(data)
        if self.is_forgotten:
            return
        if self._came_bytes > self._limit_bytes:
            self._forget(RequestEntityTooLarge())
            return
        try:
            self._write(data)
        except (Busy, StorageFull) as error:
            self._forget(error)
        except OSError as error:
            self._forget(of_disk(error))

    def getfile(self) -> IO[bytes]:
        """All of it, to be read from its beginning."""
        if self._reason:
            unreadable: Any = _Unreadable(self._reason)
            return unreadable  # type: ignore[no-any-return]
        if self._reader is None:
            self._memory.seek(0)
            self._reader = self._memory
            if self._file:
                self._file.seek(0)
                # Without a buffer of its own, each would have 8 KiB from its start.
                raw: Any = self._file
                self._reader = io.BufferedReader(raw)
        return self._reader

    def close(self) -> None:
        """Give the room back; once is enough."""
        self._memory = io.BytesIO()
        if self._file:
            self._file.close()
            self._file = None
        held_bytes, self._held_bytes = self._held_bytes, 0
        self._spools.give_back(held_bytes)

    def _write(self, data: bytes) -> None:
        if self._file is None:
            if self._came_bytes < _MEMORY_BYTES:
                self._memory.write(data)
                return
            data = self._memory.getvalue() + data
        self._spools.take(len(data), self._held_bytes)
        self._held_bytes += len(data)
        if self._file is None:
            folder = self._spools.folder
            self._file = tempfile.TemporaryFile(buffering=0, dir=folder)  # noqa: SIM115 - kept
            self._memory = io.BytesIO()
        rest = memoryview(data)
        while rest:
            # A disk that is nearly full takes a part.
            rest = rest[self._file.write(rest) :]

    def _forget(self, reason: Exception) -> None:
        self.close()
        self._reason = reason


class _Unreadable:
    def __init__(self, reason: Exception) -> None:
        self._reason = reason

    def read(self, *_: object) -> bytes:
        raise self._reason

    readline = read
