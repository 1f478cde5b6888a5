"""Ends a server and removes what it wrote, even where the tests were killed.

A server's folder stands in the arguments of its processes; nothing else is needed to
find them. Run as a program it waits for the end of the process that started it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

# In the server's folder: what it writes elsewhere, a pattern a line.
LITTER = "litter"
_LOOK_SECONDS = 0.1
# Line 7 of PostgreSQL's lock file: the key and the id of a piece of shared memory that
# a killed server leaves to the machine (storage.sgml, "postmaster.pid").
_LOCK_FILE, _SHARED_MEMORY_LINE = "data/postmaster.pid", 6


def guarding(folder: Path) -> subprocess.Popen[bytes]:
    """Start a process that tidies up when this one has ended, however it ended."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, str(os.getpid())],
        # Not an argument: it would be taken for a process of the server.
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # Ctrl-C is for the tests.
        start_new_session=True,
    )


def processes_of(folder: Path) -> list[int]:
    """The ids of the processes that name the folder, and of all that they started.

    One with a terminal is somebody who looks into the folder.
    """
    parents: dict[int, int] = {}
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*"):
        # It may end while we look.
        with suppress(OSError):
            stat = (entry / "stat").read_text(errors="replace")
            state, parent, _, _, terminal = stat.rpartition(")")[2].split()[:5]
            if state in "ZX":
                continue
            parents[int(entry.name)] = int(parent)
            command = (entry / "cmdline").read_bytes()
            if os.fsencode(folder) in command and terminal == "0":
                found.append(int(entry.name))
    for pid in found:
        found += [
            child
            for child, parent_pid in parents.items()
            if parent_pid == pid and child not in found
        ]
    return found


def signal_all(folder: Path, number: int) -> None:
    """Send a signal to all processes of a server, those that it starts then too."""
    told: set[int] = set()
    while new := [pid for pid in processes_of(folder) if pid not in told]:
        for pid in new:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        told.update(new)


def freeze_all(folder: Path) -> None:
    """Stop all processes of a server, and wait until every thread of them stands."""
    signal_all(folder, signal.SIGSTOP)
    while not all(_stands(pid) for pid in processes_of(folder)):
        time.sleep(0.01)


def _stands(pid: int) -> bool:
    with suppress(OSError):
        for stat in Path(f"/proc/{pid}/task").glob("*/stat"):
            # What a program is called may have spaces and brackets in it.
            state = stat.read_text().rpartition(")")[2].split()[0]
            if state not in "TZX":
                return False
    return True


def kill_all(folder: Path) -> None:
    """``kill -9`` all processes of a server, and wait until they have ended."""
    while processes_of(folder):
        signal_all(folder, signal.SIGKILL)
        time.sleep(0.01)


def tidy(folder: Path) -> None:
    """End a server and remove all that it wrote."""
    kill_all(folder)
    with suppress(OSError, IndexError):
        lines = (folder / _LOCK_FILE).read_text().splitlines()
        segment = lines[_SHARED_MEMORY_LINE].split()[1]
        subprocess.run(["ipcrm", "-m", segment], check=False, capture_output=True)
    with suppress(OSError):
        for pattern in (folder / LITTER).read_text().splitlines():
            place = Path(pattern)
            for path in place.parent.glob(place.name):
                path.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _guard(owner: int, folder: Path) -> None:
    # A process whose parent has ended gets another one.
    while os.getppid() == owner:
        time.sleep(_LOOK_SECONDS)
    os.chdir("/")
    tidy(folder)


if __name__ == "__main__":
    _guard(int(sys.argv[1]), Path.cwd())
