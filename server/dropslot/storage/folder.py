"""Plain files in a plain folder of this machine."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote

from dropslot.model import NotThere, StorageFailed, StorageFull
from dropslot.settings import HIDDEN, SettingError

from .contract import Staged
from .folder_lock import FolderLock
from .staged import StagedFile, disk_errors, open_file, sync

_PROBE_BYTES = 64 * 1024


class FolderStore:
    """A store in one folder; what is ours alone is in its hidden ``.dropslot``.

    :param root: the folder; it is made when it is not there.
    :raises SettingError: it cannot be made or written to.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        hidden = root / HIDDEN
        self.staging = hidden / "staging"
        self._unsettled = hidden / "unsettled"
        self._thumbnails = hidden / "thumbnails"
        self._chunks = hidden / "partial"
        try:
            root.mkdir(parents=True, exist_ok=True)
            hidden.mkdir(mode=0o700, exist_ok=True)
            for folder in (
                self.staging,
                self._unsettled,
                self._thumbnails,
                self._chunks,
            ):
                folder.mkdir(exist_ok=True)
            self._lock = FolderLock(hidden / "lock")
            self.probe()
        except (OSError, StorageFailed, StorageFull) as error:
            reason = getattr(error.__cause__ or error, "strerror", None) or "no room"
            raise SettingError(
                f"DROPSLOT_UPLOAD_PATH is '{root}', but it must be a folder that can be"
                f" written to ({reason})."
            ) from error

    def stage(self) -> Staged:
        with disk_errors():
            return StagedFile(self.staging / f"{secrets.token_hex(16)}.part")

    def keep(self, staged: Staged, key: str) -> None:
        assert isinstance(staged, StagedFile)  # noqa: S101 - only we make them
        target = self.root / key
        with disk_errors():
            staged.close()
            staged.sync()
            if not target.parent.is_dir():
                target.parent.mkdir(exist_ok=True)
                sync(self.root)
            staged.path.replace(target)
            # A rename is durable only when its folder is (fsync(2)).
            sync(target.parent)

    def open(self, key: str) -> BinaryIO:
        return open_file(self.root / key)

    def remove(self, key: str) -> None:
        with disk_errors():
            (self.root / key).unlink(missing_ok=True)
            self._thumbnail(key).unlink(missing_ok=True)

    def unsettle(self, key: str) -> None:
        with disk_errors():
            (self._unsettled / quote(key, safe="")).touch()

    def settle(self, key: str) -> None:
        with disk_errors():
            (self._unsettled / quote(key, safe="")).unlink(missing_ok=True)

    def unsettled(self, before: datetime) -> Iterator[str]:
        for path in self._left_over(self._unsettled, before):
            yield unquote(path.name)

    def sweep_staging(self, before: datetime) -> int:
        left_over = self._left_over(self.staging, before)
        with disk_errors():
            for path in left_over:
                path.unlink(missing_ok=True)
        return len(left_over)

    def keep_thumbnail(self, key: str, webp: bytes) -> None:
        staged = self.stage()
        try:
            staged.write(webp)
            with disk_errors():
                staged.path.replace(self._thumbnail(key))
        finally:
            staged.discard()

    def open_thumbnail(self, key: str) -> BinaryIO:
        path = self._thumbnail(key)
        if path.is_file() and not path.stat().st_size:
            # A power cut may leave it empty.
            raise NotThere
        return open_file(path)

    def put_chunk(self, group: str, index: int, staged: Staged) -> None:
        assert isinstance(staged, StagedFile)  # noqa: S101 - only we make them
        folder = self._chunks / group
        with disk_errors():
            staged.close()
            staged.sync()
            if not folder.is_dir():
                folder.mkdir(exist_ok=True)
                sync(self._chunks)
            staged.path.replace(folder / str(index))
            sync(folder)

    def chunks(self, group: str) -> set[int]:
        path = self._chunks / group
        with disk_errors(), suppress(FileNotFoundError), os.scandir(path) as entries:
            # Systems leave files of their own, such as .nfs… and .DS_Store.
            return {int(entry.name) for entry in entries if _is_number(entry.name)}
        return set()

    def assemble(self, group: str, count: int) -> Staged:
        staged = self.stage()
        assert isinstance(staged, StagedFile)  # noqa: S101 - only we make them
        try:
            for index in range(count):
                with open_file(self._chunks / group / str(index)) as chunk:
                    staged.append(chunk)
        except BaseException:
            staged.discard()
            raise
        return staged

    def drop_chunks(self, group: str) -> None:
        with disk_errors():
            shutil.rmtree(self._chunks / group, ignore_errors=True)

    def chunk_groups(self) -> Iterator[str]:
        with disk_errors(), os.scandir(self._chunks) as entries:
            groups = [entry.name for entry in entries if entry.is_dir()]
        yield from groups

    def free_bytes(self) -> int | None:
        with disk_errors():
            return shutil.disk_usage(self.root).free

    @property
    def abandoned_before(self) -> datetime:
        return datetime.fromtimestamp(self._lock.alone_until, UTC)

    def probe(self) -> None:
        staged = self.stage()
        try:
            # A full disk still has room for an empty file.
            staged.write(bytes(_PROBE_BYTES))
        finally:
            staged.discard()

    def close(self) -> None:
        self._lock.release()

    def _thumbnail(self, key: str) -> Path:
        return self._thumbnails / f"{key.rsplit('/', 1)[-1]}.webp"

    def _left_over(self, folder: Path, before: datetime) -> list[Path]:
        # While no other process uses the folder, whatever was there at our start was
        # left by a crash.
        limit = max(before.timestamp(), self._lock.alone_until)
        with disk_errors(), os.scandir(folder) as entries:
            return [Path(e) for e in entries if _is_file_before(e, limit)]


def _is_file_before(entry: os.DirEntry[str], limit: float) -> bool:
    try:
        return entry.is_file() and entry.stat().st_mtime < limit
    except FileNotFoundError:
        # Another process was quicker.
        return False


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdigit()
