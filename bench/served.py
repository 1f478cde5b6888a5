"""Starts the servers that are measured, each on a free port of this machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
_START_SECONDS = 30
_STOP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs.

    :param folder: where it keeps what is uploaded.
    """

    folder: Path
    url: str
    pid: int

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(urlsplit(self.url).port or 0)


@contextmanager
def dropslot(
    folder: Path, more: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Served]:
    """Dropslot as it ships: every check on, every file synced to the disk.

    :param folder: its upload folder; it may hold a catalog already.
    :param more: of its environment, such as a bucket instead.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"DROPSLOT_UPLOAD_PATH": str(folder), **more}
    with _running(["dropslot", "--port", "0"], folder, settings) as (url, pid):
        yield Served(folder, url, pid)


@contextmanager
def tutorial(folder: Path) -> Iterator[Served]:
    """The tutorial's app in the same server with the same settings.

    :param folder: its upload folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"UPLOAD_PATH": str(folder)}
    with _running(["bench.tutorial_server"], folder, settings) as (url, pid):
        yield Served(folder, url, pid)


@contextmanager
def plain_by_waitress(folder: Path) -> Iterator[Served]:
    """The plain app that does the same as Dropslot, under waitress and its defaults.

    :param folder: its upload folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"UPLOAD_PATH": str(folder)}
    with _running(["bench.plain_server"], folder, settings) as (url, pid):
        yield Served(folder, url, pid)


@contextmanager
def plain_by_gunicorn(folder: Path) -> Iterator[Served]:
    """The same under gunicorn: a worker a core, each with as many threads as waitress.

    :param folder: its upload folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"UPLOAD_PATH": str(folder)}
    workers = ["--worker-class", "gthread", "--workers", str(os.cpu_count() or 2)]
    command = ["gunicorn", *workers, "--threads", "4", "--bind", "127.0.0.1:0"]
    with _running([*command, "bench.plain_app:app"], folder, settings) as (url, pid):
        yield Served(folder, url, pid)


@contextmanager
def peers(folder: Path) -> Iterator[Served]:
    """Dropslot at ``/photos/`` and the pages of its peers at ``/peers/``.

    :param folder: where everything goes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"DROPSLOT_UPLOAD_PATH": str(folder)}
    with _running(["bench.peers_server"], folder, settings) as (url, pid):
        yield Served(folder, url, pid)


@contextmanager
def _running(
    module: Sequence[str], folder: Path, settings: Mapping[str, str]
) -> Iterator[tuple[str, int]]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("DROPSLOT_")}
    log = folder.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env={**inherited, **settings},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _url(process, log), process.pid
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _url(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        # The second is gunicorn's.
        listens = r"(?:listens on|Listening at:) (http://\S+)"
        if found := re.search(listens, log.read_text("utf-8")):
            return found[1]
        time.sleep(0.05)
    raise RuntimeError(f"A server did not start:\n{log.read_text('utf-8')}")
