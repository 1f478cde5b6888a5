"""Pictures fetched: what it costs Dropslot from a folder, from a bucket, and where
nginx fetches from the bucket by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench import served
from bench.buckets import STORES, Bucket, bucket_in, nginx_before
from bench.client import Client
from bench.pictures import Picture, Pictures
from bench.report import Goal, Result, Table
from bench.served import Served
from bench.usage import cpu_seconds

_FOLDER, _BY_NGINX, _BY_DROPSLOT = "folder", "nginx from {}", "Dropslot from {}"
_MOST = 2.0


@dataclass(frozen=True, slots=True)
class _Load:
    """Something to fetch, and how often in one round."""

    name: str
    picture: Picture
    fetches: int
    is_thumbnail: bool = False


@dataclass(slots=True)
class _Measured:
    """What each way took for a load, round by round.

    :param cpu_ms: of Dropslot, for each fetch.
    """

    load: _Load
    cpu_ms: dict[str, list[float]] = field(default_factory=dict)

    def ratio(self, way: str) -> float:
        return median(self.cpu_ms[way]) / median(self.cpu_ms[_FOLDER])


def measure(folder: Path, pictures: Pictures, quick: bool) -> Result:
    """Fetch a thumbnail, a small picture and a phone's photo, each way in turn."""
    loads = _loads(pictures, 4 if quick else 1)
    measured = [_Measured(load) for load in loads]
    with _ways(folder) as ways:
        for one in measured:
            paths = {way: _kept(server, one.load) for way, server in ways.items()}
            for number in range(2 if quick else 6):
                for way, server in ways.items():
                    took_ms = _fetch(server, paths[way], one.load.fetches)
                    # The first round is to warm up.
                    if number:
                        one.cpu_ms.setdefault(way, []).append(took_ms)
    return Result(_goals(measured), [_ratios(measured)], [_figures(measured)])


def _loads(pictures: Pictures, part: int) -> list[_Load]:
    small, photo = pictures.small_jpeg(), pictures.jpeg()
    return [
        _Load("thumbnail", small, 600 // part, is_thumbnail=True),
        _Load(small.name, small, 600 // part),
        _Load(photo.name, photo, 120 // part),
    ]


@contextmanager
def _ways(folder: Path) -> Iterator[Mapping[str, Served]]:
    """All of them with nginx in front: what it does, a fetch from memory that has been
    used for something else in between, Dropslot pays for as well."""
    with ExitStack() as stack:

        def behind_nginx(name: str, bucket: Bucket, more: Mapping[str, str]) -> Served:
            own = folder / name.replace(" ", "-")
            own.mkdir()
            given = {"DROPSLOT_TRUSTED_PROXIES": "1", **more}
            server = stack.enter_context(served.dropslot(own, given))
            nginx = nginx_before(server, bucket, folder / f"nginx-{own.name}")
            return stack.enter_context(nginx)

        ways: dict[str, Served] = {}
        for store in STORES:
            bucket = stack.enter_context(bucket_in(store))
            if not ways:
                ways[_FOLDER] = behind_nginx(_FOLDER, bucket, {})
            for way, prefix in ((_BY_NGINX, "/_s3"), (_BY_DROPSLOT, "")):
                name = way.format(store)
                settings = bucket.settings(folder / name.replace(" ", "-"))
                settings["DROPSLOT_ACCEL_REDIRECT"] = prefix
                ways[name] = behind_nginx(name, bucket, settings)
        yield ways


def _kept(server: Served, load: _Load) -> str:
    """Have it keep the picture; the path to fetch."""
    with closing(Client(server)) as client:
        client.upload(load.picture.path.read_bytes(), load.picture.path.name)
        (newest,) = json.loads(client.get("/uploads/?limit=1"))["uploads"]
    path: str = newest["thumbnail" if load.is_thumbnail else "url"]
    return path


def _fetch(server: Served, path: str, fetches: int) -> float:
    """Fetch so many times; the milliseconds of CPU of each."""
    with closing(Client(server)) as client:
        before, _ = cpu_seconds(server.pid)
        for _ in range(fetches):
            client.get(path)
        after, _ = cpu_seconds(server.pid)
    return (after - before) / fetches * 1000


def _goals(measured: Sequence[_Measured]) -> list[Goal]:
    return [
        Goal(
            f"CPU of a {one.load.name} by nginx from a bucket against the folder's",
            _MOST,
            max(one.ratio(_BY_NGINX.format(store)) for store in STORES),
        )
        for one in measured
    ]


def _ratios(measured: Sequence[_Measured]) -> Table:
    return Table(
        "Fetching: CPU of Dropslot, against its own from a folder",
        ("what", "sent by", "CPU a fetch"),
        [
            (one.load.name, way, f"{one.ratio(way):.2f}")
            for one in measured
            for way in one.cpu_ms
            if way != _FOLDER
        ],
    )


def _figures(measured: Sequence[_Measured]) -> Table:
    return Table(
        "Fetching",
        ("what", "sent by", "CPU ms a fetch"),
        [
            (one.load.name, way, f"{median(took):.2f}")
            for one in measured
            for way, took in one.cpu_ms.items()
        ],
    )
