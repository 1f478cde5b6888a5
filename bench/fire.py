"""The fire test: replicas, store and database die while people upload; then every
picture that was said to be kept is fetched and compared."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from bench.report import Goal, Result, Table
from bench.services import (
    Postgres,
    ReplicaSet,
    SeaweedFS,
    Uploader,
    new_bucket,
    replica_set,
)

_SECONDS = 70
_QUICK_SECONDS = 25
_REPLICAS = 3
_UPLOADERS = 6
# How long each is away.
_AWAY_SECONDS = 4


@dataclass(slots=True)
class _Counts:
    """What came of it.

    :ivar errors: what was still refused after the page's tries.
    :ivar lost: said to be kept, and not there or not what was sent.
    :ivar double: in the list more than once, or never said to be kept.
    :ivar unrecorded: objects that no record speaks for, after a sweep.
    :ivar without_bytes: records that have no bytes.
    """

    whole: int = 0
    in_chunks: int = 0
    errors: list[int] = field(default_factory=list)
    lost: int = 0
    double: int = 0
    unrecorded: int = 0
    without_bytes: int = 0


def measure(folder: Path, quick: bool) -> Result:
    """Let it burn, and count."""
    with _burning(folder / "fire") as (replicas, port, disasters):
        counts = _counted(replicas, port, disasters, quick)
    goals = [
        Goal(f"fire test: {what}", 0, count, "")
        for what, count in (
            ("errors after the page's tries", len(counts.errors)),
            ("lost", counts.lost),
            ("double, or never told", counts.double),
            ("objects without a record, after the sweep", counts.unrecorded),
            ("records without bytes", counts.without_bytes),
        )
    ]
    columns = ("pictures whole", "in chunks", "errors", "lost", "double", "left over")
    row = (
        str(counts.whole),
        str(counts.in_chunks),
        " ".join(map(str, counts.errors)) or "0",
        str(counts.lost),
        str(counts.double),
        str(counts.unrecorded + counts.without_bytes),
    )
    seconds = _QUICK_SECONDS if quick else _SECONDS
    title = (
        f"{seconds} s with {_REPLICAS} replicas, nginx, SeaweedFS and PostgreSQL, of"
        " which one replica, the store and the database were killed and came back"
    )
    return Result(goals, figures=[Table(title, columns, [row])])


@contextmanager
def _burning(
    folder: Path,
) -> Iterator[tuple[ReplicaSet, int, Sequence[Callable[[], object]]]]:
    """All of it; in turn what goes away, and comes back."""
    folder.mkdir()
    with ExitStack() as stack:
        postgres, seaweedfs = Postgres(), SeaweedFS()
        for server in (postgres, seaweedfs):
            stack.callback(server.stop)
            server.start()
        bucket = stack.enter_context(new_bucket(seaweedfs.address))
        replicas = stack.enter_context(
            replica_set(folder, bucket, postgres.url, _REPLICAS)
        )
        port = stack.enter_context(replicas.balanced())
        replica = replicas.all[0]
        disasters = (
            *(replica.kill, replica.start),
            *(seaweedfs.kill, seaweedfs.start),
            *(postgres.kill, postgres.start),
        )
        yield replicas, port, disasters


def _counted(
    replicas: ReplicaSet,
    port: int,
    disasters: Sequence[Callable[[], object]],
    quick: bool,
) -> _Counts:
    counts, over = _Counts(), Event()
    uploaders = [Uploader(port, number) for number in range(_UPLOADERS)]
    with ThreadPoolExecutor(_UPLOADERS) as pool:
        running = [pool.submit(_upload_until, over, one) for one in uploaders]
        try:
            _set_on_fire(disasters, _QUICK_SECONDS if quick else _SECONDS)
        finally:
            over.set()
        for one in running:
            counts.errors += one.result()
    for uploader in uploaders:
        told, listed = list(uploader.digests), uploader.listed()
        counts.whole += len(told[::2])
        counts.in_chunks += len(told[1::2])
        counts.lost += len(uploader.lost() | ({*told} - {*listed}))
        counts.double += len(listed) - len({*told} & {*listed})
    replicas.sweep_a_crash()
    counts.unrecorded = len(replicas.unrecorded())
    counts.without_bytes = len(replicas.lost())
    return counts


def _upload_until(over: Event, uploader: Uploader) -> list[int]:
    refused = []
    while not over.is_set():
        answer = uploader.upload()
        if answer.status != 204:
            refused.append(answer.status)
    return refused


def _set_on_fire(disasters: Sequence[Callable[[], object]], seconds: float) -> None:
    """Have one thing after the other go and come back, well spread."""
    began = time.monotonic()
    pairs = list(zip(disasters[::2], disasters[1::2], strict=True))
    for number, (go, come) in enumerate(pairs):
        _wait_until(began + seconds * (number + 0.5) / (len(pairs) + 0.5))
        go()
        time.sleep(_AWAY_SECONDS)
        come()
    _wait_until(began + seconds)


def _wait_until(moment: float) -> None:
    time.sleep(max(0, moment - time.monotonic()))
