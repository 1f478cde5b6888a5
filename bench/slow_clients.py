"""A normal client among a thousand slow uploaders: what does it notice of them?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from bench import served
from bench.client import Client
from bench.company import company
from bench.pictures import Pictures
from bench.report import Goal, Result, Table
from bench.usage import cpu_seconds, memory_bytes

_MIB = 1024**2
# A slow upload that has gone on for minutes.
_WELL_UNDER_WAY_BYTES = 400 * 1024


@dataclass(slots=True)
class _Situation:
    """What a normal client saw, and what the server used meanwhile.

    :param own_bytes: memory of the server's own process.
    :param all_bytes: the same with the processes that check.
    :param cores: how many of them the server kept busy, each time.
    """

    name: str
    upload_seconds: list[float] = field(default_factory=list)
    list_seconds: list[float] = field(default_factory=list)
    cores: list[float] = field(default_factory=list)
    own_bytes: int = 0
    all_bytes: int = 0

    def note_memory(self, server: served.Served) -> None:
        """Remember what the server takes, if it is more than it took before."""
        own_bytes, all_bytes = memory_bytes(server.pid)
        self.own_bytes = max(self.own_bytes, own_bytes)
        self.all_bytes = max(self.all_bytes, all_bytes)


def measure(folder: Path, pictures: Pictures, quick: bool) -> Result:
    """Measure a normal client's patience and the server's memory, idle and loaded."""
    idle = _Situation("alone")
    loaded = _Situation("among 1,000 slow ones")
    late = _Situation("the same, 400 KiB of each have arrived")
    content = pictures.small_jpeg().path.read_bytes()
    requests = 15 if quick else 60
    with served.dropslot(folder / "slow") as server:
        _use(server, content, requests, _Situation("to warm up"))
        idle.note_memory(server)
        for _ in range(1 if quick else 3):
            _use(server, content, requests, idle)
            with company("bench.slow_uploaders", server.port, "--at-once", 0):
                _use(server, content, requests, loaded)
                loaded.note_memory(server)
        with company(
            "bench.slow_uploaders", server.port, "--at-once", _WELL_UNDER_WAY_BYTES
        ):
            _use(server, content, requests, late)
            late.note_memory(server)
    situations = [idle, loaded, late]
    return Result(
        _goals(situations), [_ratios(idle, situations[1:])], [_figures(situations)]
    )


def _use(
    server: served.Served, content: bytes, requests: int, found: _Situation
) -> None:
    """Upload and look at the list in turn, each time as someone who has just come."""
    _, cpu_before = cpu_seconds(server.pid)
    began = time.perf_counter()
    for _ in range(requests):
        found.upload_seconds.append(
            _timed(server, lambda client: client.upload(content, "a.jpg"))
        )
        found.list_seconds.append(
            _timed(server, lambda client: client.get("/uploads/"))
        )
    _, cpu_after = cpu_seconds(server.pid)
    found.cores.append((cpu_after - cpu_before) / (time.perf_counter() - began))


def _timed(server: served.Served, use: Callable[[Client], object]) -> float:
    began = time.perf_counter()
    with closing(Client(server)) as client:
        use(client)
    return time.perf_counter() - began


def _goals(situations: Sequence[_Situation]) -> list[Goal]:
    goals = []
    for s, then in zip(situations[1:], ("", ", 400 KiB of each"), strict=True):
        among = f"among 1,000 slow uploaders{then}"
        upload, listing = median(s.upload_seconds), median(s.list_seconds)
        goals += [
            Goal(f"upload of 87 KB {among}, median", 50, upload * 1000, "ms"),
            Goal(f"list {among}, median", 50, listing * 1000, "ms"),
            Goal(f"server's memory {among}", 64, s.own_bytes / _MIB, "MiB"),
        ]
    return goals


def _ratios(alone: _Situation, others: Sequence[_Situation]) -> Table:
    uploads, lists = median(alone.upload_seconds), median(alone.list_seconds)
    return Table(
        "A normal client among 1,000 uploaders at 1 KiB/s, against alone",
        ("", "upload, median", "list, median", "KiB more for each slow one"),
        [
            (
                s.name,
                f"{median(s.upload_seconds) / uploads:.1f}",
                f"{median(s.list_seconds) / lists:.1f}",
                f"{(s.own_bytes - alone.own_bytes) / 1000 / 1024:.0f}",
            )
            for s in others
        ],
    )


def _figures(situations: Sequence[_Situation]) -> Table:
    latency = ("upload ms, median", "p95", "list ms, median", "p95")
    return Table(
        "A normal client, on a new connection for each request",
        ("", *latency, "server MiB", "with checkers", "cores busy"),
        [
            (
                s.name,
                *_milliseconds(s.upload_seconds),
                *_milliseconds(s.list_seconds),
                f"{s.own_bytes / _MIB:.0f}",
                f"{s.all_bytes / _MIB:.0f}",
                f"{median(s.cores):.2f}",
            )
            for s in situations
        ],
    )


def _milliseconds(seconds: list[float]) -> tuple[str, str]:
    p95 = quantiles(seconds, n=20)[-1]
    return f"{median(seconds) * 1000:.1f}", f"{p95 * 1000:.1f}"
