"""Uploads: Dropslot against the tutorial's app, in the same server, in turn."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench import served
from bench.client import Uploaders
from bench.pictures import Picture, Pictures
from bench.report import Goal, Result, Table
from bench.usage import cpu_seconds

_GIB = 1024**3
_MB = 1000**2


@dataclass(frozen=True, slots=True)
class _Load:
    """A picture and how it is uploaded."""

    picture: Picture
    concurrency: int
    uploads: int


@dataclass(slots=True)
class _Rounds:
    """What one server took for a load, round by round.

    :param own_cpu_seconds: of its own process, so without the children that check.
    """

    wall_seconds: list[float] = field(default_factory=list)
    own_cpu_seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Measured:
    """Both servers under one load."""

    load: _Load
    ours: _Rounds
    theirs: _Rounds

    @property
    def cpu_ratio(self) -> float:
        return median(self.ours.cpu_seconds) / median(self.theirs.cpu_seconds)

    @property
    def unchecked_ratio(self) -> float:
        """CPU of all that Dropslot does but the checks, against the whole other app."""
        return median(self.ours.own_cpu_seconds) / median(self.theirs.cpu_seconds)

    @property
    def rate_ratio(self) -> float:
        return median(self.theirs.wall_seconds) / median(self.ours.wall_seconds)

    @property
    def check_share(self) -> float:
        own = median(self.ours.own_cpu_seconds)
        return 1 - own / median(self.ours.cpu_seconds)


def measure(folder: Path, pictures: Pictures, quick: bool) -> Result:
    """Measure uploads of three sizes, the smaller ones by 1, 8 and 32 clients."""
    rounds = 1 if quick else 5
    with (
        served.dropslot(folder / "dropslot") as ours,
        served.tutorial(folder / "tutorial") as theirs,
    ):
        measured = [
            _in_turn(ours, theirs, load, rounds) for load in _loads(pictures, quick)
        ]
    return Result(_goals(measured), [_ratios(measured)], [_figures(measured)])


def _loads(pictures: Pictures, quick: bool) -> list[_Load]:
    part = 4 if quick else 1
    small, photo = pictures.small_jpeg(), pictures.jpeg()
    return [
        *(_Load(small, clients, 240 // part) for clients in (1, 8, 32)),
        *(_Load(photo, clients, 32 // part) for clients in (1, 8, 32)),
        _Load(pictures.largest_png(), 1, 1),
        _Load(pictures.largest_jpeg(), 1, 1),
    ]


def _in_turn(
    ours: served.Served, theirs: served.Served, load: _Load, rounds: int
) -> _Measured:
    measured = _Measured(load, _Rounds(), _Rounds())
    pairs = ((ours, measured.ours), (theirs, measured.theirs))
    uploaders = [Uploaders(each, load.picture, load.concurrency) for each, _ in pairs]
    for warm in uploaders:
        # Starts the processes that check, too.
        warm.upload(min(8, load.uploads))
    for _ in range(rounds):
        for (server, found), clients in zip(pairs, uploaders, strict=True):
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
    against = "against the tutorial's app"
    largest = [m for m in measured if m.load.uploads == 1]
    return [
        Goal(f"CPU of a {m.load.picture.name}, {what}, {against}", 1 / 3, ratio)
        for m in largest
        for what, ratio in (
            ("all checks on", m.cpu_ratio),
            ("without the check", m.unchecked_ratio),
        )
    ]


def _ratios(measured: Sequence[_Measured]) -> Table:
    return Table(
        "Uploads: Dropslot / the tutorial's app",
        (
            "picture",
            "clients",
            "uploads a second",
            "CPU an upload",
            "CPU without the check",
            "check's share of our CPU",
        ),
        [
            (
                m.load.picture.name,
                str(m.load.concurrency),
                f"{m.rate_ratio:.2f}",
                f"{m.cpu_ratio:.2f}",
                f"{m.unchecked_ratio:.2f}",
                f"{m.check_share:.0%}",
            )
            for m in measured
        ],
    )


def _figures(measured: Sequence[_Measured]) -> Table:
    columns = ("clients", "app", "uploads/s", "MB/s", "CPU ms an upload", "CPU s/GiB")
    return Table(
        "Uploads",
        ("picture", *columns),
        [
            (m.load.picture.name, str(m.load.concurrency), name, *_row(m.load, found))
            for m in measured
            for name, found in (("Dropslot", m.ours), ("tutorial", m.theirs))
        ],
    )


def _row(load: _Load, found: _Rounds) -> tuple[str, ...]:
    rate = load.uploads / median(found.wall_seconds)
    cpu_seconds_each = median(found.cpu_seconds) / load.uploads
    size_bytes = load.picture.size_bytes
    return (
        f"{rate:.1f}",
        f"{rate * size_bytes / _MB:.0f}",
        f"{cpu_seconds_each * 1000:.1f}",
        f"{cpu_seconds_each / size_bytes * _GIB:.1f}",
    )
