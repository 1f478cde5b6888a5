"""The gallery with a hundred and with a million pictures: does it stay as quick?"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from uuid import UUID

from dropslot.database import Database

from bench import served
from bench.client import Client
from bench.report import Goal, Result, Table
from bench.usage import cpu_seconds

_FEW = 100
_MANY = 1_000_000
# 2025-01-01; one upload each second from there.
_FIRST_MS = 1_735_689_600_000


@dataclass(slots=True)
class _Gallery:
    """A server with so many records, and how it answered."""

    records: int
    server: served.Served
    seconds: dict[str, list[float]] = field(default_factory=dict)
    cpu_seconds: dict[str, float] = field(default_factory=dict)


def measure(folder: Path, quick: bool) -> Result:
    """Measure the page and the list, few records against many."""
    many = _MANY // 10 if quick else _MANY
    for name, records in (("few", _FEW), ("many", many)):
        _fill(folder / name, records)
    with (
        served.dropslot(folder / "few") as few,
        served.dropslot(folder / "many") as lots,
    ):
        galleries = [_Gallery(_FEW, few), _Gallery(many, lots)]
        for _ in range(2 if quick else 10):
            for gallery in galleries:
                _ask(gallery, 20)
    return Result(_goals(galleries), [_ratios(galleries)], [_figures(galleries)])


def _fill(folder: Path, records: int) -> None:
    hidden = folder / ".dropslot"
    hidden.mkdir(parents=True)
    file = hidden / "catalog.db"
    # The database makes its own tables; the rows go straight into the file, in bulk.
    Database(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany(
            "INSERT INTO dropslot_uploads (mount, name, title, browser, mime_type,"
            " size_bytes, width_px, height_px, created_ms)"
            " VALUES (1, ?, ?, ?, 'image/jpeg', 3000000, 4000, 3000, ?)",
            _rows(records),
        )


def _rows(records: int) -> Iterator[tuple[str, str, str, int]]:
    for number in range(records):
        created_ms = _FIRST_MS + number * 1000
        yield _name(number), f"IMG_{number:07}.jpg", f"{number % 997:024}", created_ms


def _name(number: int) -> str:
    stamp = (_FIRST_MS + number * 1000) << 80
    # A UUID of version 7 (RFC 9562, 5.7), its random bits a number.
    return f"{UUID(int=stamp | 0x7 << 76 | 0b10 << 62 | number)}.jpg"


def _paths(records: int) -> dict[str, str]:
    return {
        "page": "/",
        "list": "/uploads/",
        # Both give a full page, from the middle of what there is.
        "list, further down": f"/uploads/?before={_name(records * 4 // 5)}",
    }


def _ask(gallery: _Gallery, requests: int) -> None:
    with closing(Client(gallery.server)) as client:
        for what, path in _paths(gallery.records).items():
            client.get(path)
            _, before = cpu_seconds(gallery.server.pid)
            for _ in range(requests):
                began = time.perf_counter()
                client.get(path)
                taken = time.perf_counter() - began
                gallery.seconds.setdefault(what, []).append(taken)
            _, after = cpu_seconds(gallery.server.pid)
            used = gallery.cpu_seconds.get(what, 0.0) + after - before
            gallery.cpu_seconds[what] = used


def _goals(galleries: list[_Gallery]) -> list[Goal]:
    return [
        Goal(
            f"{what} with {galleries[1].records:,} records against {_FEW}",
            1.5,
            _ratio(galleries, what),
        )
        for what in _paths(_FEW)
    ]


def _ratio(galleries: list[_Gallery], what: str) -> float:
    few, many = (median(gallery.seconds[what]) for gallery in galleries)
    return many / few


def _ratios(galleries: list[_Gallery]) -> Table:
    return Table(
        f"Gallery: {galleries[1].records:,} records against {_FEW}",
        ("", "time, median", "CPU"),
        [
            (
                what,
                f"{_ratio(galleries, what):.2f}",
                f"{_cpu(galleries[1], what) / _cpu(galleries[0], what):.2f}",
            )
            for what in _paths(_FEW)
        ],
    )


def _figures(galleries: list[_Gallery]) -> Table:
    return Table(
        "Gallery, a page of 60",
        ("", "records", "ms, median", "CPU ms"),
        [
            (
                what,
                f"{gallery.records:,}",
                f"{median(gallery.seconds[what]) * 1000:.2f}",
                f"{_cpu(gallery, what) * 1000:.2f}",
            )
            for what in _paths(_FEW)
            for gallery in galleries
        ],
    )


def _cpu(gallery: _Gallery, what: str) -> float:
    return gallery.cpu_seconds[what] / len(gallery.seconds[what])
