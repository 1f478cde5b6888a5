"""Where files arrive: a folder of this machine.

Each process takes a name for what it stages and holds a lock on a file of that name,
beside the folder, for as long as it lives: so what a crash left is told from what is
still arriving, whatever the clocks say.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from weakref import WeakSet

from dropslot.model import StorageFailed, StorageFull

from .ballast import Ballast
from .private_folder import make_private
from .regular import is_regular
from .staged import StagedFile, disk_errors

_PROBE_BYTES = 64 * 1024


class FolderStaging:
    """The staging of one Dropslot in one process.

    :param folder: it must be there, or nothing can be staged; what belongs to it stands
        beside it.
    :param is_temporary: whether tidiers may remove it; then it is made again.
    :ivar alone_since: what is older was left by a process that has ended, for nobody
        else used the folder then; None when somebody did, or nobody can tell.
    """

    def __init__(self, folder: Path, is_temporary: bool = False) -> None:
        self.folder = folder
        self._is_temporary = is_temporary
        self._processes = folder.parent / "processes"
        self._ballast = Ballast(folder.parent / "ballast")
        self._process = secrets.token_hex(8)
        began = datetime.now(UTC)
        self._lock = _locked(self._processes / self._process)
        self.alone_since = began if self._is_alone() else None
        # What requests of this process are staging, however long they take.
        self._live: WeakSet[StagedFile] = WeakSet()

    def new(self) -> StagedFile:
        if self._is_temporary and not self.folder.is_dir():
            with disk_errors():
                make_private(self.folder)
        name = f"{self._process}-{secrets.token_hex(12)}.part"
        with disk_errors():
            staged = StagedFile(self.folder / name)
        self._live.add(staged)
        return staged

    def sweep(self, before: datetime) -> int:
        live = {staged.path for staged in self._live}
        limit = max(before, self.alone_since or before)
        swept = 0
        ended = self._ended()
        with disk_errors():
            for entry in _entries(self.folder):
                path = self.folder / entry.name
                if path in live:
                    continue
                if _process_of(entry.name) in ended or _is_before(entry, limit):
                    path.unlink(missing_ok=True)
                    swept += 1
            for process in ended:
                (self._processes / process).unlink(missing_ok=True)
        return swept

    def free_bytes(self) -> int:
        with disk_errors():
            return shutil.disk_usage(self.folder).free

    def held(self) -> tuple[int, int]:
        sizes_bytes = []
        with disk_errors():
            for entry in _entries(self.folder):
                # Others end while we look.
                with suppress(FileNotFoundError):
                    sizes_bytes.append(entry.stat(follow_symlinks=False).st_size)
        return len(sizes_bytes), sum(sizes_bytes)

    def ready(self) -> None:
        with disk_errors():
            if not os.access(self.folder, os.W_OK | os.X_OK):
                raise StorageFailed
        if self.free_bytes() < _PROBE_BYTES:
            raise StorageFull

    def probe(self) -> None:
        staged = self.new()
        try:
            # A full disk still has room for an empty file.
            staged.write(bytes(_PROBE_BYTES))
        finally:
            staged.discard()

    def hold_room_back(self) -> None:
        self._ballast.take_in()

    def give_room(self) -> None:
        self._ballast.throw_off()

    def close(self) -> None:
        if self._lock:
            # In this order: nobody may take it for one that a crash left.
            with suppress(OSError):
                (self._processes / self._process).unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def _is_alone(self) -> bool:
        return self._lock is not None and self._others() == self._ended()

    def _ended(self) -> set[str]:
        """The processes that have ended and left something; none where nobody can have
        a lock."""
        if not self._lock:
            return set()
        return {one for one in self._others() if _is_free(self._processes / one)}

    def _others(self) -> set[str]:
        with disk_errors():
            return {entry.name for entry in _entries(self._processes)} - {self._process}


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return [entry for entry in entries if is_regular(entry)]


def _process_of(name: str) -> str:
    return name.partition("-")[0]


def _locked(path: Path) -> IO[str] | None:
    """A lock that lasts as long as this process, and those that it forks."""
    # Where there is none, what is left over is known by its age alone.
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        file = path.open("w")
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return file
    return None


def _is_free(path: Path) -> bool:
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_before(entry: os.DirEntry[str], limit: datetime) -> bool:
    try:
        return entry.stat(follow_symlinks=False).st_mtime < limit.timestamp()
    except FileNotFoundError:
        # Another process was quicker.
        return False
