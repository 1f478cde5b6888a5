"""Plain files in a plain folder of this machine."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from weakref import WeakSet

from dropslot.model import NotThere, StorageFailed, StorageFull
from dropslot.settings import SettingError

from .ballast import Ballast
from .chunk_folder import ChunkFolder
from .contract import Staged
from .folder_lock import FolderLock
from .layout import Layout
from .leftovers import LeftOvers
from .marks import Marks
from .regular import is_regular, open_file
from .staged import StagedFile, disk_errors, sync
from .walking import files_in

_PROBE_BYTES = 64 * 1024
# What a crash leaves of a probe; no picture's name, so that it is never one.
_PROBE = ".dropslot-probe"


class FolderStore:
    """A store in one folder; what is ours alone is in its hidden ``.dropslot``.

    A folder that was used before is opened even where it cannot be written to: what is
    there can be served.

    :param root: the folder; it is made when it is not there.
    :raises SettingError: it cannot be made, or is new and cannot be written to.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._layout = layout = Layout(root)
        self._marks = Marks(layout.marks)
        self._chunks = ChunkFolder(layout.chunks)
        self._ballast = Ballast(layout.hidden / "ballast")
        # What requests of this process are staging, whatever the clock says.
        self._live: WeakSet[StagedFile] = WeakSet()
        was_used = layout.hidden.is_dir()
        try:
            layout.make()
            if not was_used:
                self.probe()
        except (OSError, StorageFailed, StorageFull) as error:
            if not was_used:
                raise SettingError(_cannot(root, error)) from error
        self._lock = FolderLock(layout.hidden / "lock")
        # While no other process uses the folder, whatever is there was left by a crash.
        rooms = [layout.staging, layout.marks] if self._lock.alone_until else []
        self._left_over = LeftOvers(rooms)

    def stage(self) -> Staged:
        with disk_errors():
            staged = StagedFile(self._layout.staging / f"{secrets.token_hex(16)}.part")
        self._live.add(staged)
        return staged

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
            self._layout.thumbnail(key).unlink(missing_ok=True)

    def unsettle(self, key: str) -> None:
        with disk_errors():
            self._marks.note(key)

    def settle(self, key: str) -> None:
        with disk_errors():
            self._marks.forget(key)

    def unsettled(self, before: datetime) -> Iterator[str]:
        for path in self._left_over.among(self._marks.folder, before):
            with disk_errors():
                key = self._marks.key_of(path)
            yield key

    def sweep_staging(self, before: datetime) -> int:
        live = {staged.path for staged in self._live}
        left_over = self._left_over.among(self._layout.staging, before, live)
        with disk_errors():
            for path in left_over:
                path.unlink(missing_ok=True)
        return len(left_over)

    def keep_thumbnail(self, key: str, webp: bytes) -> None:
        staged = self.stage()
        try:
            staged.write(webp)
            with disk_errors():
                staged.path.replace(self._layout.thumbnail(key))
        finally:
            staged.discard()

    def open_thumbnail(self, key: str) -> BinaryIO:
        thumbnail = open_file(self._layout.thumbnail(key))
        if not os.fstat(thumbnail.fileno()).st_size:
            # A power cut may leave it empty.
            thumbnail.close()
            raise NotThere
        return thumbnail

    def put_chunk(self, group: str, index: int, staged: Staged) -> None:
        assert isinstance(staged, StagedFile)  # noqa: S101 - only we make them
        self._chunks.put(group, index, staged)

    def chunks(self, group: str) -> set[int]:
        return self._chunks.indexes(group)

    def assemble(self, group: str, count: int) -> Staged:
        staged = self.stage()
        assert isinstance(staged, StagedFile)  # noqa: S101 - only we make them
        try:
            self._chunks.append_to(staged, group, count)
        except BaseException:
            staged.discard()
            raise
        return staged

    def drop_chunks(self, group: str) -> None:
        self._chunks.drop(group)

    def chunk_groups(self) -> Iterator[str]:
        return self._chunks.groups()

    def chunk_bytes(self) -> int:
        return self._chunks.total_bytes()

    def keys(self) -> Iterator[str]:
        for entry in files_in(self.root):
            if is_regular(entry):
                yield str(Path(entry).relative_to(self.root))

    def free_bytes(self) -> int | None:
        with disk_errors():
            return shutil.disk_usage(self.root).free

    @property
    def abandoned_before(self) -> datetime:
        # A clock that was set back since would make everything older than our start.
        began = self._lock.alone_until if self._lock.alone_until < time.time() else 0
        return datetime.fromtimestamp(began, UTC)

    def probe(self) -> None:
        staged = self.stage()
        probe = self.root / _PROBE
        try:
            # A full disk still has room for an empty file.
            staged.write(bytes(_PROBE_BYTES))
            with disk_errors():
                # Where the hidden folder is on a disk of its own, this is what fails.
                staged.path.replace(probe)
                probe.unlink(missing_ok=True)
        finally:
            staged.discard()

    def hold_room_back(self) -> None:
        self._ballast.take_in()

    def give_room(self) -> None:
        self._ballast.throw_off()

    def close(self) -> None:
        self._lock.release()


def _cannot(root: Path, error: Exception) -> str:
    reason = getattr(error.__cause__ or error, "strerror", None) or "no room"
    return (
        f"DROPSLOT_UPLOAD_PATH is '{root}', but it must be a folder that can be"
        f" written to ({reason})."
    )
