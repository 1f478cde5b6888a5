"""Plain files in a plain folder of this machine."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from dropslot.measures import Step, timing
from dropslot.model import NotThere, StorageFailed, StorageFull
from dropslot.settings import HIDDEN

from .byterange import ByteRange
from .contract import Listed, Staged
from .keys import is_thumbnail
from .regular import is_regular, open_file
from .staged import StagedFile, disk_errors, sync
from .walking import files_in

# What a crash leaves of a probe; no picture's name, so that it is never one.
_PROBE = ".dropslot-probe"


class FolderStore:
    """A store in one folder.

    :param root: the folder; it is there.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @timing(Step.PUT)
    def put(self, staged: Staged, key: str) -> None:
        assert isinstance(staged, StagedFile)  # noqa: S101 - only folders stage
        target = self.root / key
        with disk_errors():
            staged.close()
            if is_thumbnail(key):
                staged.path.replace(target)
                return
            staged.sync()
            self._replace(staged.path, target)
            # A rename is durable only when its folder is (fsync(2)).
            sync(target.parent)

    @timing(Step.OPEN)
    def open(self, key: str, start: int = 0, stop: int | None = None) -> BinaryIO:
        file = open_file(self.root / key)
        size_bytes = os.fstat(file.fileno()).st_size
        if is_thumbnail(key) and not size_bytes:
            # A power cut may leave it empty.
            file.close()
            raise NotThere
        if not start and stop is None:
            return file
        end = size_bytes if stop is None else min(stop, size_bytes)
        return ByteRange(file, start, end)  # type: ignore[return-value]

    @timing(Step.APPEND)
    def append_to(self, staged: Staged, key: str) -> None:
        with self.open(key) as file:
            staged.append(file)

    def hand_over(self, key: str) -> str | None:
        return None

    @timing(Step.REMOVE)
    def remove(self, key: str) -> None:
        path = self.root / key
        with disk_errors():
            path.unlink(missing_ok=True)
            if path.parent.parent.name == "chunks":
                self._forget(path.parent)

    def list(self, prefix: str = "") -> Iterator[str]:
        return (key for key, _ in self._entries(prefix))

    def listed(self, prefix: str = "") -> Iterator[Listed]:
        for key, entry in self._entries(prefix):
            try:
                size_bytes = entry.stat(follow_symlinks=False).st_size
            except FileNotFoundError:
                # It has been removed meanwhile.
                continue
            yield Listed(key, size_bytes)

    def size_bytes(self, key: str) -> int:
        with self.open(key) as file:
            return os.fstat(file.fileno()).st_size

    def free_bytes(self) -> int | None:
        with disk_errors():
            return shutil.disk_usage(self.root).free

    def ready(self) -> None:
        root, hidden = self.root, self.root / HIDDEN
        with disk_errors():
            is_one_disk = root.stat().st_dev == hidden.stat().st_dev
            may_write = os.access(root, os.W_OK | os.X_OK)
            if not (may_write and is_one_disk):
                raise StorageFailed
        if not self.free_bytes():
            raise StorageFull

    def probe(self) -> None:
        # Where the hidden folder is on a disk of its own, this is what fails.
        staged = self.root / HIDDEN / f"probe-{secrets.token_hex(8)}"
        probe = self.root / _PROBE
        with disk_errors():
            try:
                staged.touch()
                staged.replace(probe)
            finally:
                staged.unlink(missing_ok=True)
                probe.unlink(missing_ok=True)

    def close(self) -> None:
        """A folder needs no goodbye."""

    def _entries(self, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
        folder = self.root / prefix.rpartition("/")[0]
        with disk_errors():
            entries = files_in(folder) if folder.is_dir() else iter(())
            for entry in entries:
                key = str(Path(entry).relative_to(self.root))
                if is_regular(entry) and key.startswith(prefix):
                    yield key, entry

    def _replace(self, source: Path, target: Path) -> None:
        folder = target.parent
        while True:
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                sync(folder.parent)
            try:
                source.replace(target)
                return
            except FileNotFoundError:
                # The folder has gone with the last chunk that was in it.
                if folder.is_dir() or not source.exists():
                    raise

    def _forget(self, folder: Path) -> None:
        """Remove the folder of a file's chunks with the last of them."""
        try:
            folder.rmdir()
        except OSError:
            # Others are in it, or nobody ever put one.
            return
