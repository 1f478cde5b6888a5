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
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from weakref import WeakSet

from dropslot.model import StorageFailed, StorageFull

from .ballast import Ballast
from .contract import Staging
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
        self._processes = _processes_of(folder)
        self._ballast = Ballast(folder.parent / "ballast")
        began = datetime.now(UTC)
        self.process, self._lock = _taken_name(self._processes)
        self._pid = os.getpid()
        self.alone_since = began if self._is_alone() else None
        # What requests of this process are staging, however long they take.
        self._live: WeakSet[StagedFile] = WeakSet()

    def new(self) -> StagedFile:
        if self._is_temporary and not self.folder.is_dir():
            with disk_errors():
                make_private(self.folder)
        name = f"{self.process}-{secrets.token_hex(12)}.part"
        with disk_errors():
            staged = StagedFile(self.folder / name)
        self._live.add(staged)
        return staged

    def sweep(self, before: datetime) -> int:
        live = {staged.path for staged in self._live}
        limit = max(before, self.alone_since or before)
        swept = 0
        with self._ended() as ended, disk_errors():
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
            # In this order: nobody may take it for one that a crash left. What was
            # forked from us closes it as well, and we live on.
            if os.getpid() == self._pid:
                with suppress(OSError):
                    (self._processes / self.process).unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def _is_alone(self) -> bool:
        with self._ended() as ended:
            return self._lock is not None and self._others() == ended

    @contextmanager
    def _ended(self) -> Iterator[set[str]]:
        """The processes that have ended and left something; none where nobody can have
        a lock. Their names are nobody's meanwhile: we hold the locks."""
        with ExitStack() as locks:
            ended = set()
            for process in self._others() if self._lock else ():
                # Another process may be quicker, or this one lives.
                with suppress(OSError):
                    file = locks.enter_context((self._processes / process).open())
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    ended.add(process)
            yield ended

    def _others(self) -> set[str]:
        with disk_errors():
            return {entry.name for entry in _entries(self._processes)} - {self.process}


def is_used(folder: Path, but_by: Staging | None = None) -> bool:
    """Whether a process that lives stages in a folder.

    :param but_by: one that does not count.
    """
    processes = _processes_of(folder)
    if not processes.is_dir():
        return False
    ours = but_by.process if isinstance(but_by, FolderStaging) else None
    with disk_errors():
        others = {entry.name for entry in _entries(processes)} - {ours}
    return not all(_is_free(processes / one) for one in others)


def _processes_of(folder: Path) -> Path:
    return folder.parent / "processes"


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return [entry for entry in entries if is_regular(entry)]


def _process_of(name: str) -> str:
    return name.partition("-")[0]


def _taken_name(processes: Path) -> tuple[str, IO[str] | None]:
    """A name that nobody else has, and a lock on its file that lasts as long as this
    process, and those that it forks; None: there can be none, and what is left over is
    known by its age alone."""
    while True:
        name = secrets.token_hex(8)
        try:
            processes.mkdir(exist_ok=True)
            file = (processes / name).open("x")
        except OSError:
            return name, None
        if _is_taken(file, processes / name):
            return name, file
        file.close()


def _is_taken(file: IO[str], path: Path) -> bool:
    """Lock a file that was just made; False where somebody has found it before that,
    and takes it for one that a crash left."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return path.exists()
    except BlockingIOError:
        return False
    except OSError:
        # Here are no locks; that it is there tells others enough.
        return True


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
