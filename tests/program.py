"""The real program as its operator runs it: a process, a port, an upload folder."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TextIO

from forking import forked

StartProgram = Callable[..., "Program"]

_START_SECONDS = 20
_STOP_SECONDS = 40
# Dropslot's own first line, that of ``flask run``, and gunicorn's.
_LISTENS = re.compile(r"(?:listens on|Running on|Listening at:) (http://\S+)")


class Process(Protocol):
    """What is asked of a process here; :class:`subprocess.Popen` can do it."""

    pid: int

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, number: int) -> None: ...


class Program:
    """``dropslot`` on a free port of this machine.

    :param folder: its upload folder.
    """

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder
        self.settings: dict[str, object] = {"UPLOAD_PATH": folder, **settings}
        self.url = ""
        self.output = ""
        self._process: Process | None = None
        self._stdout: TextIO | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rpartition(":")[2])

    @property
    def pid(self) -> int:
        """The id of its process."""
        assert self._process
        return self._process.pid

    def start(
        self, port: int = 0, host: str = "127.0.0.1", **settings: object
    ) -> Program:
        """Start it and wait until it listens."""
        self.settings.update(settings)
        reading, writing = os.pipe()
        self._stdout = open(reading)  # noqa: PTH123, SIM115
        self._process = self._launched(self._command(host, port), writing)
        os.close(writing)
        self.url = self.wait_for(_LISTENS)
        return self

    def signal(self, number: int) -> None:
        """Send a signal to the process."""
        assert self._process
        self._process.send_signal(number)

    def stop(self) -> str:
        """Ask it to stop; return all that it printed."""
        self.signal(signal.SIGTERM)
        return self.wait()

    def wait(self) -> str:
        """Wait for its end; return all that it printed."""
        assert self._process
        assert self._stdout
        if not self._stdout.closed:
            with self._stdout as stdout:
                self.output += stdout.read()
        self._process.wait(_STOP_SECONDS)
        return self.output

    @property
    def status(self) -> int | None:
        """The exit status, or None while it runs."""
        return self._process.poll() if self._process else None

    def kill(self) -> None:
        """``kill -9``; one that has ended already is no error."""
        if self._process:
            self.signal(signal.SIGKILL)
            self.wait()

    def names(self) -> list[str]:
        """The names in its gallery, newest first."""
        listed = self.get_json("/uploads/?limit=500")
        return [upload["name"] for upload in listed["uploads"]]

    def get_json(self, path: str) -> Any:
        """Ask the program for something that it answers in JSON."""
        with urllib.request.urlopen(self.url + path) as answer:
            return json.load(answer)

    def environment(self) -> dict[str, str]:
        """What it is started with; for other commands about the same folder."""
        inherited = {
            k: v for k, v in os.environ.items() if not k.startswith("DROPSLOT_")
        }
        given = {f"DROPSLOT_{k}": str(v) for k, v in self.settings.items()}
        return {**inherited, **given}

    def _command(self, host: str, port: int) -> list[str]:
        """What comes behind ``python -m``."""
        return ["dropslot", "--host", host, "--port", str(port)]

    def _launched(self, command: list[str], output: int) -> Process:
        with Path(os.devnull).open() as nothing:
            streams = nothing.fileno(), output, output
            return forked(command, self.environment(), streams)

    def wait_for(self, pattern: re.Pattern[str]) -> str:
        """Wait until it prints something; return the first group of it."""
        assert self._stdout
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            line = self._stdout.readline()
            self.output += line
            if found := pattern.search(line):
                return found[1]
            if not line:
                break
        raise AssertionError(f"The program did not say it:\n{self.output}")


class Command(Program):
    """The same, started as its operator does: the command, in a Python of its own."""

    def _launched(self, command: list[str], output: int) -> Process:
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            env=self.environment(),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
