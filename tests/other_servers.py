"""Other servers than our own, as their operators start them, and what they leave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from importlib.util import find_spec
from pathlib import Path

import apache
from services.ports import free_ports

_START_SECONDS = 60
_STOP_SECONDS = 40
# What a host has beside our page, and where it keeps pictures by itself.
_HOST = """
import os

from dropslot import Dropslot
from flask import Flask, request

app = Flask(__name__)
app.config.update({k: v for k, v in os.environ.items() if k.startswith("DROPSLOT_")})
slot = Dropslot(app)


@app.post("/avatar")
def avatar():
    return slot.keep(request.files["file"], owner="ann", name="avatar").name
"""


@dataclass(frozen=True, slots=True)
class Site:
    """What is to be served.

    :param folder: an empty one, for the server's own files.
    :param is_host: whether it is a host's app, or our own.
    """

    folder: Path
    port: int
    is_host: bool
    environment: dict[str, str]

    @property
    def app(self) -> str:
        """Where servers find it."""
        return "host:app" if self.is_host else "dropslot.app:create_app()"


@dataclass(frozen=True, slots=True)
class Kind:
    """A server, and how it is told to serve.

    :param why_not: why it cannot be run here, or None.
    """

    name: str
    command: Callable[[Site], list[str]]
    why_not: Callable[[], str | None]


def _module(name: str) -> Callable[[], str | None]:
    return lambda: None if find_spec(name) else f"{name} is not installed."


def _gunicorn(*how: str) -> Callable[[Site], list[str]]:
    program = [sys.executable, "-m", "gunicorn", "--workers", "2", *how]
    return lambda site: [*program, "--bind", f"127.0.0.1:{site.port}", site.app]


def _uwsgi(*how: str) -> Callable[[Site], list[str]]:
    program = str(Path(sys.executable).with_name("uwsgi"))
    words = ["--master", "--processes", "2", "--die-on-term", *how]

    def command(site: Site) -> list[str]:
        where = ["--http-socket", f"127.0.0.1:{site.port}"]
        return [program, *where, *words, "--module", site.app]

    return command


def _granian(site: Site) -> list[str]:
    program = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    where = ["--host", "127.0.0.1", "--port", str(site.port), "--workers", "2"]
    app = [site.app] if site.is_host else ["--factory", site.app.removesuffix("()")]
    return [*program, *where, "--blocking-threads", "8", *app]


def _apache(site: Site) -> list[str]:
    module, _, name = site.app.partition(":")
    made = name.removesuffix("()")
    application = f"from {module} import {made}\napplication = {name}"
    return apache.apache(site.folder, site.port, application, site.environment)


_GUNICORN, _UWSGI = _module("gunicorn"), _module("pyuwsgi")
KINDS = [
    Kind("gunicorn", _gunicorn(), _GUNICORN),
    Kind("gunicorn with threads", _gunicorn("--threads", "8"), _GUNICORN),
    Kind("gunicorn with gevent", _gunicorn("-k", "gevent"), _module("gevent")),
    Kind("gunicorn, preloaded", _gunicorn("--preload", "--threads", "8"), _GUNICORN),
    Kind("uWSGI", _uwsgi("--threads", "8"), _UWSGI),
    Kind("uWSGI, lazy", _uwsgi("--lazy-apps", "--enable-threads"), _UWSGI),
    Kind("granian", _granian, _module("granian")),
    Kind("Apache", _apache, apache.why_not),
]


class Running:
    """A server that runs.

    :param process: what was started.
    :param port: where it listens.
    """

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self._process = process
        self._log = log
        self.port = port

    @property
    def log(self) -> str:
        """What it has printed."""
        return self._log.read_text("utf-8", "replace")

    def wait_until_it_answers(self) -> None:
        """Wait until somebody is there who answers."""
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
            with suppress(OSError, HTTPException), closing(connection):
                connection.request("GET", "/livez")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"It did not start:\n{self.log}")

    def processes(self) -> set[int]:
        """It, and all that it has begun, their children included."""
        children: dict[int, list[int]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(stat.parent.name))
        found, new = set[int](), {self._process.pid}
        while new:
            found |= new
            new = {child for pid in new for child in children.get(pid, [])}
        return found

    def stop(self) -> set[int]:
        """Ask it to stop as a service manager does; return which of its processes are
        there still, a little later."""
        begun = self.processes()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(_STOP_SECONDS)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and (left := set(filter(_is_alive, begun))):
            time.sleep(0.02)
        return left

    def kill(self) -> None:
        """``kill -9`` all of it."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()


@contextmanager
def running(
    kind: Kind, folder: Path, environment: dict[str, str], *, is_host: bool
) -> Iterator[Running]:
    """One of them, that serves a host app or our own, from an empty folder."""
    (folder / "host.py").write_text(_HOST)
    (port,) = free_ports(1)
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            kind.command(Site(folder, port, is_host, environment)),
            cwd=folder,
            env={**environment, "PYTHONPATH": str(folder)},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    server = Running(process, port, log)
    try:
        server.wait_until_it_answers()
        yield server
    finally:
        server.kill()


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    # One that nobody waits for in a container has ended all the same.
    return state != "Z"
