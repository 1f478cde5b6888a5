"""Hostile neighbours: what does somebody else notice of them?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from statistics import median

from bench import served
from bench.client import Client
from bench.company import company
from bench.pictures import Pictures
from bench.report import Goal, Result, Table
from bench.usage import cpu_seconds

_PATHS = {"/": "page", "/uploads/": "list", "/healthz": "health", "POST": "upload"}
_NEIGHBOURS = {
    "chunks": "one sender of one-byte chunks",
    "drips": "2,100 connections that drip",
    "pictures": "44 slow pictures of one browser at once",
}
# For an upload twice as much: it may have to wait for one slow check.
_MOST_SECONDS = 1.0


@dataclass(slots=True)
class _Situation:
    """What somebody saw in one situation.

    :param seconds: what each request took, by its path.
    :param cores: how many of them the server kept busy.
    """

    name: str
    seconds: dict[str, list[float]] = field(
        default_factory=lambda: {path: [] for path in _PATHS}
    )
    cores: float = 0


def measure(folder: Path, quick: bool) -> Result:
    """Ask for page, list and health, and upload, alone and among each neighbour."""
    requests = 20 if quick else 100
    photo = Pictures(folder).small_jpeg().path.read_bytes()
    situations = [_Situation("alone")]
    with served.dropslot(folder / "neighbours") as server:
        _use(server, photo, requests, _Situation("to warm up"))
        _use(server, photo, requests, situations[0])
        for kind, name in _NEIGHBOURS.items():
            situations.append(_Situation(name))
            with company("bench.hostile", server.port, kind):
                _use(server, photo, requests, situations[-1])
    return Result(_goals(situations[1:]), [], [_figures(situations)])


def _use(server: served.Served, photo: bytes, requests: int, found: _Situation) -> None:
    """Ask for everything in turn, each time as someone who has just come."""
    _, cpu_before = cpu_seconds(server.pid)
    began = time.perf_counter()
    for _ in range(requests):
        for path, seconds in found.seconds.items():
            asked = time.perf_counter()
            with closing(Client(server)) as client:
                if path == "POST":
                    client.upload(photo, "photo.jpg")
                else:
                    client.get(path)
            seconds.append(time.perf_counter() - asked)
    _, cpu_after = cpu_seconds(server.pid)
    found.cores = (cpu_after - cpu_before) / (time.perf_counter() - began)


def _goals(situations: Sequence[_Situation]) -> list[Goal]:
    return [
        Goal(
            f"{_PATHS[path]} beside {s.name}, worst",
            _MOST_SECONDS * (2 if path == "POST" else 1),
            max(took),
            "s",
        )
        for s in situations
        for path, took in s.seconds.items()
    ]


def _figures(situations: Sequence[_Situation]) -> Table:
    columns = [(f"{name} ms, median", "worst") for name in _PATHS.values()]
    return Table(
        "Somebody else, on a new connection for each request",
        ("", *chain.from_iterable(columns), "cores busy"),
        [
            (
                s.name,
                *(
                    f"{seconds * 1000:.1f}"
                    for took in s.seconds.values()
                    for seconds in (median(took), max(took))
                ),
                f"{s.cores:.2f}",
            )
            for s in situations
        ],
    )
