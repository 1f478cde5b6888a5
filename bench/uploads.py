"""Uploads: Dropslot against apps that do the same, and one that checks nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench import served
from bench.client import Uploaders
from bench.pictures import Picture, Pictures
from bench.report import Goal, Result, Table
from bench.served import Served
from bench.usage import cpu_seconds

_GIB = 1024**3
_MB = 1000**2
_CLIENTS = 8

_OURS = "Dropslot"
# They decode each picture and make its thumbnail, too.
_PLAIN = {
    "plain app, waitress": served.plain_by_waitress,
    "plain app, gunicorn": served.plain_by_gunicorn,
}
_UNCHECKED = {"tutorial's app": served.tutorial}
_APPS: Mapping[str, Callable[[Path], AbstractContextManager[Served]]] = {
    _OURS: served.dropslot,
    **_PLAIN,
    **_UNCHECKED,
}


@dataclass(frozen=True, slots=True)
class _Load:
    """A picture, and how often it is uploaded, by so many clients at once.

    :param goal: the most CPU that Dropslot may take, in times of the plain app's.
    """

    picture: Picture
    clients: int
    uploads: int
    apps: Sequence[str]
    goal: float | None = None


@dataclass(slots=True)
class _Rounds:
    """What one app took for a load, round by round.

    :param own_cpu_seconds: of its first process; Dropslot's without its checkers.
    """

    wall_seconds: list[float] = field(default_factory=list)
    own_cpu_seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Measured:
    """All apps under one load."""

    load: _Load
    rounds: Mapping[str, _Rounds]

    def cpu_ratio(self, other: str) -> float:
        return self._cpu(_OURS) / self._cpu(other)

    def rate_ratio(self, other: str) -> float:
        ours, theirs = self.rounds[_OURS], self.rounds[other]
        return median(theirs.wall_seconds) / median(ours.wall_seconds)

    def _cpu(self, app: str) -> float:
        return median(self.rounds[app].cpu_seconds)


def measure(folder: Path, pictures: Pictures, quick: bool) -> Result:
    """Measure a small picture, a phone's photo and the largest there may be."""
    with ExitStack() as running:
        servers = {
            name: running.enter_context(start(folder / f"app-{number}"))
            for number, (name, start) in enumerate(_APPS.items())
        }
        measured = [
            _in_turn(servers, load, 1 if quick else 5)
            for load in _loads(pictures, quick)
        ]
    return Result(_goals(measured), [_ratios(measured)], [_figures(measured)])


def _loads(pictures: Pictures, quick: bool) -> list[_Load]:
    part, everyone = (4 if quick else 1), tuple(_APPS)
    return [
        _Load(pictures.small_jpeg(), _CLIENTS, 240 // part, everyone, 0.35),
        _Load(pictures.jpeg(), _CLIENTS, 32 // part, everyone, 0.30),
        # What a large body costs; decoding it is measured with the checks.
        _Load(pictures.largest_jpeg(), 1, 1, (_OURS, *_UNCHECKED)),
    ]


def _in_turn(servers: Mapping[str, Served], load: _Load, rounds: int) -> _Measured:
    measured = _Measured(load, {name: _Rounds() for name in load.apps})
    uploaders = {
        name: Uploaders(servers[name], load.picture, load.clients) for name in load.apps
    }
    for warm in uploaders.values():
        # Starts the processes that check, too.
        warm.upload(min(load.clients, load.uploads))
    for _ in range(rounds):
        for name, clients in uploaders.items():
            server, found = servers[name], measured.rounds[name]
            _forget_written(server.folder)
            own_before, before = cpu_seconds(server.pid)
            found.wall_seconds.append(clients.upload(load.uploads))
            own_after, after = cpu_seconds(server.pid)
            found.own_cpu_seconds.append(own_after - own_before)
            found.cpu_seconds.append(after - before)
    return measured


def _forget_written(folder: Path) -> None:
    """Write and drop what the kernel still holds of the rounds before, so that nobody
    pays for it in this one."""
    os.sync()
    for path in folder.iterdir():
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def _goals(measured: Sequence[_Measured]) -> list[Goal]:
    return [
        Goal(
            f"CPU of a {m.load.picture.name} against plain Flask + Pillow",
            m.load.goal,
            # Against the cheaper of the two.
            max(m.cpu_ratio(name) for name in _PLAIN),
        )
        for m in measured
        if m.load.goal
    ]


def _ratios(measured: Sequence[_Measured]) -> Table:
    return Table(
        "Uploads: Dropslot against others",
        ("picture", "clients", "against", "uploads a second", "CPU an upload"),
        [
            (
                m.load.picture.name,
                str(m.load.clients),
                name,
                f"{m.rate_ratio(name):.2f}",
                f"{m.cpu_ratio(name):.2f}",
            )
            for m in measured
            for name in m.load.apps[1:]
        ],
    )


def _figures(measured: Sequence[_Measured]) -> Table:
    columns = ("uploads/s", "MB/s", "CPU ms an upload", "of its first process", "s/GiB")
    return Table(
        "Uploads",
        ("picture", "clients", "app", *columns),
        [
            (m.load.picture.name, str(m.load.clients), name, *_row(m.load, found))
            for m in measured
            for name, found in m.rounds.items()
        ],
    )


def _row(load: _Load, found: _Rounds) -> tuple[str, ...]:
    rate = load.uploads / median(found.wall_seconds)
    cpu_seconds_each = median(found.cpu_seconds) / load.uploads
    own_seconds_each = median(found.own_cpu_seconds) / load.uploads
    size_bytes = load.picture.size_bytes
    return (
        f"{rate:.1f}",
        f"{rate * size_bytes / _MB:.0f}",
        f"{cpu_seconds_each * 1000:.1f}",
        f"{own_seconds_each * 1000:.1f}",
        f"{cpu_seconds_each / size_bytes * _GIB:.1f}",
    )
