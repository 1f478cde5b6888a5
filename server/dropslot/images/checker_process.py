"""The parent's side of a checker: start it, ask it, know what became of it."""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from .interpreter import interpreters, search_path

# It loads Pillow, which takes 0.2 s; more on a machine that is very busy.
_START_SECONDS = 30.0
_LOOK_SECONDS = 1.0
# Nothing of the server's environment, its secrets least of all, but how to load.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "LD_PRELOAD", "LANG", "LC_ALL", "TZ")
_BOOT = (
    "import sys; sys.path[:] = {path!r};"
    " from dropslot.images.checker_child import main; main()"
)
_log = logging.getLogger(__name__)


class CheckerEnded(Exception):
    """It ended before it answered.

    :param by: the signal that ended it, or 0.
    """

    def __init__(self, by: int) -> None:
        self.by = by
        super().__init__(f"A checker ended ({signal.strsignal(by) if by else 'exit'}).")


class CheckerStands(Exception):
    """It was stopped, or did not answer in time; it has been ended."""

    def __init__(self) -> None:
        super().__init__("A checker did not answer, and was ended.")


class CheckerProcess:
    """One checker.

    :param told: the limits, as :mod:`dropslot.images.checker_child` reads them.
    :ivar is_new: nobody has asked it anything yet.
    :raises OSError: no interpreter could be started.
    """

    def __init__(self, told: dict[str, Any]) -> None:
        self._answered = b""
        self.is_new = True
        last: Exception | str = "no Python interpreter was found"
        for interpreter in interpreters():
            self._process = self._start(interpreter, told)
            try:
                ready = self._read(_START_SECONDS)
            except CheckerEnded as error:
                # It may be another Python, which cannot load us.
                last = error
                self.end()
            except CheckerStands as error:
                last = error
                break
            else:
                if not ready["limited"]:
                    _log.warning("This system lets no checker's memory be limited.")
                return
        raise OSError(f"No checker could be started: {last}")

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def ask(self, path: Path, extension: str, wall_seconds: float) -> dict[str, Any]:
        """Have a picture checked.

        :raises CheckerEnded: it ended before it answered.
        :raises CheckerStands: it did not answer within so many seconds.
        """
        self.is_new = False
        line = json.dumps({"path": str(path), "extension": extension}) + "\n"
        # What has ended meanwhile tells so when it is read.
        with suppress(BrokenPipeError):
            os.write(self._pipes[0].fileno(), line.encode())
        answer = self._read(wall_seconds)
        if "memory" in answer:
            # It ends by itself, but not before somebody could ask it again.
            self.end()
        return answer

    def kill(self) -> None:
        """End it, and leave the rest to whoever waits for its answer."""
        self._process.kill()

    def end(self) -> None:
        """End it; what it was checking is not kept. Twice is no error."""
        self.kill()
        self._process.wait()
        for pipe in self._pipes:
            pipe.close()

    def abandon(self) -> None:
        """Close the pipes in a process that was forked from its parent."""
        for pipe in self._pipes:
            pipe.close()
        # It is not our child, so nobody is to wait for it.
        self._process.returncode = 0

    def _start(self, interpreter: str, told: dict[str, Any]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603 - an interpreter of our choice
            [
                interpreter,
                # Nothing of the user's own, and no second look for packages.
                *("-I", "-S"),
                *("-c", _BOOT.format(path=search_path())),
                json.dumps(told),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            env={k: os.environ[k] for k in _ENVIRONMENT if k in os.environ},
            # Ctrl-C and a signal to the group are for the server, which lets checks
            # finish.
            start_new_session=True,
        )
        self._pipes = cast(tuple[IO[bytes], IO[bytes]], (process.stdin, process.stdout))
        return process

    def _read(self, wall_seconds: float) -> dict[str, Any]:
        deadline = time.monotonic() + wall_seconds
        poll = select.poll()
        answers = self._pipes[1].fileno()
        poll.register(answers, select.POLLIN)
        looks = 0
        while not self._answered.endswith(b"\n"):
            left = deadline - time.monotonic()
            if poll.poll(1000 * max(0.0, min(left, _LOOK_SECONDS))):
                if not (data := os.read(answers, 65_536)):
                    raise CheckerEnded(max(0, -self._process.wait()))
                self._answered += data
                continue
            looks = looks + 1 if self._is_stopped() else 0
            if left <= 0 or looks > 1:
                self.end()
                raise CheckerStands
        line, self._answered = self._answered, b""
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _is_stopped(self) -> bool:
        """Whether somebody has stopped it (SIGSTOP); Linux only (proc(5), stat)."""
        try:
            stat = Path(f"/proc/{self.pid}/stat").read_text()
        except OSError:
            return False
        return stat.rpartition(")")[2].split()[0] in ("T", "t")
