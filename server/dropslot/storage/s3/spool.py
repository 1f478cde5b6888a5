"""Files of this machine for what was fetched: a server reads them while it serves
others, and must never wait for a store there."""

from __future__ import annotations

import io
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

from dropslot.model import Busy, StorageFull
from dropslot.storage.private_folder import make_private
from dropslot.storage.staged import disk_errors

# A thousand slow readers of thumbnails hold 64 MiB so at most.
_MEMORY_BYTES = 64 * 1024
_COME_BACK_SECONDS = 2

Write: TypeAlias = Callable[[bytes], object]


class Spool:
    """Makes them. Together they take at most half of the room that there is.

    :param folder: where they are, without a name: they are gone when they are closed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # One that is collected while somebody has it gives back in that very thread.
        self._lock = threading.RLock()
        self._held_bytes = 0

    @property
    def held_bytes(self) -> int:
        """What all of them hold on the disk now."""
        return self._held_bytes

    def filled(self, size_bytes: int, fill: Callable[[Write], None]) -> BinaryIO:
        """A file that was filled, at its beginning.

        :param size_bytes: how many bytes it will have; few are kept in memory.
        :param fill: is given what to write them with.
        :raises Busy: others hold too much.
        :raises StorageFull: there is no room, whatever others hold.
        """
        if size_bytes <= _MEMORY_BYTES:
            memory = io.BytesIO()
            fill(memory.write)
            memory.seek(0)
            return memory
        self._take(size_bytes)
        try:
            raw = self._filled_on_disk(fill)
        except BaseException:
            self._give_back(size_bytes)
            raise
        return cast(BinaryIO, _Spooled(raw, lambda: self._give_back(size_bytes)))

    def _filled_on_disk(self, fill: Callable[[Write], None]) -> io.FileIO:
        with disk_errors():
            raw = tempfile.TemporaryFile(buffering=0, dir=self._folder)  # noqa: SIM115 - kept

        def write(block: bytes) -> None:
            rest = memoryview(block)
            with disk_errors():
                while rest:
                    # A disk that is nearly full takes a part.
                    rest = rest[raw.write(rest) :]

        try:
            fill(write)
            raw.seek(0)
        except BaseException:
            raw.close()
            raise
        return raw

    def _take(self, size_bytes: int) -> None:
        with self._lock:
            if self._held_bytes + size_bytes > self._room_bytes() // 2:
                if self._held_bytes:
                    raise Busy(seconds=_COME_BACK_SECONDS)
                raise StorageFull
            self._held_bytes += size_bytes

    def _room_bytes(self) -> int:
        """What is free, and what is held already."""
        with disk_errors():
            try:
                free_bytes = shutil.disk_usage(self._folder).free
            except FileNotFoundError:
                # Whoever tidies up temporary files has taken the folder along.
                make_private(self._folder)
                free_bytes = shutil.disk_usage(self._folder).free
        return free_bytes + self._held_bytes

    def _give_back(self, size_bytes: int) -> None:
        with self._lock:
            self._held_bytes -= size_bytes


class _Spooled(io.BufferedReader):
    def __init__(self, raw: io.FileIO, give_back: Callable[[], None]) -> None:
        super().__init__(raw)
        self._give_back: Callable[[], None] | None = give_back

    def close(self) -> None:
        give_back, self._give_back = self._give_back, None
        super().close()
        if give_back:
            give_back()
