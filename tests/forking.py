"""Programs forked from a process that has imported Dropslot; each is one of its own.

To import it takes most of a start, and hundreds of tests start it. The process has no
threads and has made no app; it forks a keeper for each program, which forks the program
and tells how it ended.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NoReturn, TextIO

_lock = threading.Lock()


class Forked:
    """A program that runs; as far as it goes, what :class:`subprocess.Popen` is.

    :param keeper: the line to its keeper, who says its id, and later its exit status.
    """

    def __init__(self, keeper: TextIO) -> None:
        self._keeper = keeper
        self.pid = int(keeper.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit status, below 0 the signal that ended it, or None while it runs."""
        return self._heard(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end.

        :raises subprocess.TimeoutExpired: it goes on after so many seconds.
        """
        status = self._heard(timeout)
        if status is None:
            raise subprocess.TimeoutExpired("a program", timeout or 0)
        return status

    def send_signal(self, number: int) -> None:
        """Send it a signal; one that has ended gets none."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def _heard(self, seconds: float | None) -> int | None:
        if self._keeper.closed:
            return self.returncode
        if select.select([self._keeper], [], [], seconds)[0]:
            with self._keeper:
                self.returncode = int(self._keeper.readline())
        return self.returncode


def forked(
    command: Sequence[str], environment: dict[str, str], streams: Sequence[int]
) -> Forked:
    """Start ``python -m``, as a shell would, in a session of its own.

    :param command: a module and its arguments.
    :param streams: its standard input, output and errors, as file descriptors.
    """
    ours, theirs = socket.socketpair()
    with theirs, _lock:
        socket.send_fds(_nursery(), [b"+"], [theirs.fileno(), *streams])
    with ours, ours.makefile("w") as request:
        json.dump([command, environment], request)
        request.write("\n")
        request.flush()
        return Forked(ours.makefile())


@cache
def _nursery() -> socket.socket:
    """The line to this process's own one, which ends with it."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            # Ctrl-C and a signal to the group are for the tests.
            start_new_session=True,
        )

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def _fork_on_demand() -> None:
    # All that a first request would import as well.
    import dropslot.cli
    import dropslot.database.bounded
    import dropslot.storage.s3.store
    import sqlalchemy.dialects.postgresql.psycopg
    import sqlalchemy.dialects.sqlite  # noqa: F401

    # Slow by design, and made by each process that serves, once.
    dropslot.accounts.passwords.nobodys_hash()
    # What has come so far is never garbage: no program looks through it, and copies it.
    gc.freeze()
    # As `python -m` does; so far it is the folder of this file.
    sys.path[0] = str(Path.cwd())
    with socket.socket(fileno=os.dup(0)) as demands:
        while files := socket.recv_fds(demands, 1, 4)[1]:
            if os.fork() == 0:
                demands.close()
                _keep(*files)
            for file in files:
                os.close(file)
            _bury()
        _bury()


def _bury() -> None:
    """Wait for the keepers that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _keep(line: int, *streams: int) -> NoReturn:
    with socket.socket(fileno=line) as test, test.makefile("rw") as told:
        command, environment = json.loads(told.readline())
        pid = os.fork()
        if pid:
            for stream in streams:
                os.close(stream)
            told.write(f"{pid}\n")
            told.flush()
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            # Whoever started it may have gone.
            with suppress(BrokenPipeError):
                told.write(f"{status}\n")
                told.flush()
            os._exit(0)
    os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    _run(command, environment)


def _run(command: list[str], environment: dict[str, str]) -> NoReturn:
    os.environ.clear()
    os.environ.update(environment)
    module, *sys.argv[1:] = command
    # Its end is the interpreter's own, with all that is to be done there.
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    sys.exit()


if __name__ == "__main__":
    _fork_on_demand()
