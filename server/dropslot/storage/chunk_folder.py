"""The chunks of files that are not whole yet: a folder for each, a file for each."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from .regular import is_regular, open_file
from .staged import StagedFile, disk_errors, sync

# What other processes bring and remove is counted anew after this time.
_COUNT_AGAIN_SECONDS = 30.0


class ChunkFolder:
    """All chunks of one store."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._bytes = 0
        self._counted_at: float | None = None

    def put(self, group: str, index: int, staged: StagedFile) -> None:
        """Make a chunk durable; one of that index is replaced."""
        folder = self._root / group
        path = folder / str(index)
        with disk_errors():
            staged.close()
            staged.sync()
            if not folder.is_dir():
                folder.mkdir(exist_ok=True)
                sync(self._root)
            replaced_bytes = _size_of(path)
            staged.path.replace(path)
            sync(folder)
        self._add(staged.size_bytes - replaced_bytes)

    def indexes(self, group: str) -> set[int]:
        """The indexes of the chunks of a group that are here."""
        with disk_errors():
            return {int(name) for name in _sizes(self._root / group)}

    def append_to(self, staged: StagedFile, group: str, count: int) -> None:
        """Append a group's first chunks, in their order.

        :raises NotThere: one of them is not here (any more).
        """
        for index in range(count):
            with open_file(self._root / group / str(index)) as chunk:
                staged.append(chunk)

    def drop(self, group: str) -> None:
        """Remove a group; one that is not there is no error."""
        folder = self._root / group
        with disk_errors():
            gone_bytes = sum(_sizes(folder).values())
            shutil.rmtree(folder, ignore_errors=True)
        self._add(-gone_bytes)

    def groups(self) -> Iterator[str]:
        """Every group that there is."""
        with disk_errors():
            yield from self._groups()

    def total_bytes(self) -> int:
        """What all chunks together have; those of other processes as of a while ago."""
        with self._lock:
            now = time.monotonic()
            old = self._counted_at is None or (
                now - self._counted_at > _COUNT_AGAIN_SECONDS
            )
            if old:
                self._counted_at = now
                with disk_errors():
                    self._bytes = sum(
                        sum(_sizes(self._root / group).values())
                        for group in self._groups()
                    )
            return self._bytes

    def _groups(self) -> list[str]:
        with os.scandir(self._root) as entries:
            return [e.name for e in entries if e.is_dir(follow_symlinks=False)]

    def _add(self, count_bytes: int) -> None:
        with self._lock:
            self._bytes = max(0, self._bytes + count_bytes)


def _sizes(folder: Path) -> dict[str, int]:
    """The chunks in a folder, with their bytes; none, where there is no folder."""
    sizes: dict[str, int] = {}
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            # Systems leave files of their own, such as .nfs… and .DS_Store.
            if entry.name.isascii() and entry.name.isdigit() and is_regular(entry):
                with suppress(FileNotFoundError):
                    sizes[entry.name] = entry.stat(follow_symlinks=False).st_size
    return sizes


def _size_of(path: Path) -> int:
    try:
        return path.lstat().st_size
    except FileNotFoundError:
        return 0
