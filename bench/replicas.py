"""A bucket and PostgreSQL against a folder and SQLite: what the app itself takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import served
from bench.client import Uploaders
from bench.pictures import Picture, Pictures
from bench.report import Goal, Result, Table
from bench.served import Served
from bench.services import Chunks, Postgres, SeaweedFS, Visitor, new_bucket
from bench.usage import cpu_seconds

_CLIENTS = 8
# A file in so many chunks; few and many, of the same size.
_CHUNKS = 161
_MANY_CHUNKS = 1000
# Less than is taken by default, so that a small file has many.
_LEAST_CHUNK_BYTES = 16 * 1024

_FOLDER, _BUCKET = "folder, SQLite", "bucket, PostgreSQL"


@dataclass(frozen=True, slots=True)
class _Measured:
    """The CPU of one load, app by app, in seconds for each upload or chunk.

    :param goal: the most that the bucket's app may take, in times of the folder's.
    """

    what: str
    goal: float
    seconds: Mapping[str, float]

    @property
    def ratio(self) -> float:
        return self.seconds[_BUCKET] / self.seconds[_FOLDER]


def measure(folder: Path, pictures: Pictures, quick: bool) -> Result:
    """Measure whole files and files in chunks; the store's own CPU is not counted."""
    rounds = 1 if quick else 5
    with ExitStack() as stack:
        apps = {
            _FOLDER: stack.enter_context(_on_a_folder(folder)),
            _BUCKET: stack.enter_context(_on_a_bucket(folder)),
        }
        measured = [
            _whole(apps, pictures.small_jpeg(), 240 // (4 if quick else 1), rounds),
            _whole(apps, pictures.jpeg(), 32 // (4 if quick else 1), rounds),
            _in_chunks(apps, pictures.large_jpeg(), rounds),
        ]
        each = _each_chunk(apps, pictures, 1 if quick else 3)
    return Result(_goals(measured, each), [_ratios(measured)], [_figures(each)])


@contextmanager
def _on_a_folder(folder: Path) -> Iterator[Served]:
    settings = {"DROPSLOT_CHUNK_BYTES": str(_LEAST_CHUNK_BYTES)}
    with served.dropslot(folder / "folder", settings) as app:
        yield app


@contextmanager
def _on_a_bucket(folder: Path) -> Iterator[Served]:
    postgres, seaweedfs = Postgres(), SeaweedFS()
    try:
        postgres.start()
        seaweedfs.start()
        with new_bucket(seaweedfs.address) as bucket:
            settings = {
                "DROPSLOT_UPLOAD_PATH": f"{bucket.url}/bench",
                "DROPSLOT_DATABASE_URL": postgres.url,
                "DROPSLOT_SECRET_KEY": "only for this measurement",
                "DROPSLOT_STAGING_PATH": str(folder / "bucket"),
                "DROPSLOT_CHUNK_BYTES": str(_LEAST_CHUNK_BYTES),
                **bucket.environment,
            }
            with served.dropslot(folder / "bucket", settings) as app:
                yield app
    finally:
        seaweedfs.stop()
        postgres.stop()


def _whole(
    apps: Mapping[str, Served], picture: Picture, uploads: int, rounds: int
) -> _Measured:
    uploaders = {name: Uploaders(app, picture, _CLIENTS) for name, app in apps.items()}
    for warm in uploaders.values():
        warm.upload(_CLIENTS)
    seconds = _in_turn(
        apps, rounds, lambda name: uploaders[name].upload(uploads), uploads
    )
    return _Measured(f"{picture.name}, whole", 1.3, seconds)


def _in_chunks(apps: Mapping[str, Served], picture: Picture, rounds: int) -> _Measured:
    chunk_bytes = -(-picture.size_bytes // _CHUNKS)

    def send(name: str) -> None:
        _Sending(apps[name], picture, chunk_bytes).send()

    for name in apps:
        send(name)
    what = f"{picture.name} in {_CHUNKS} chunks"
    return _Measured(what, 2.0, _in_turn(apps, rounds, send, 1))


def _each_chunk(
    apps: Mapping[str, Served], pictures: Pictures, rounds: int
) -> Mapping[str, Mapping[int, float]]:
    """What each chunk but the last takes, by how many there are: by app and count."""
    large, few = pictures.largest_jpeg(), pictures.large_jpeg()
    chunk_bytes = -(-large.size_bytes // _MANY_CHUNKS)
    each: dict[str, dict[int, float]] = {name: {} for name in apps}
    for picture in (few, large):
        sendings = {
            name: _Sending(one, picture, chunk_bytes) for name, one in apps.items()
        }
        count = sendings[_FOLDER].count - 1

        def send(name: str, sendings: Mapping[str, _Sending] = sendings) -> None:
            sendings[name].send_all_but_the_last()

        for name, seconds in _in_turn(apps, rounds, send, count).items():
            each[name][count + 1] = seconds
    return each


def _in_turn(
    apps: Mapping[str, Served],
    rounds: int,
    load: Callable[[str], object],
    parts: int,
) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in apps}
    for _ in range(rounds):
        for name, app in apps.items():
            before = cpu_seconds(app.pid)[1]
            load(name)
            taken[name].append((cpu_seconds(app.pid)[1] - before) / parts)
    return {name: median(seconds) for name, seconds in taken.items()}


class _Sending:
    """One visitor who sends a file in chunks."""

    def __init__(self, app: Served, picture: Picture, chunk_bytes: int) -> None:
        self._port = app.port
        self._body = picture.path.read_bytes()
        self._chunk_bytes = chunk_bytes
        self.count = -(-len(self._body) // chunk_bytes)

    def send(self) -> None:
        """Send all of them."""
        visitor, chunks = self.send_all_but_the_last()
        self._send(visitor, chunks, self.count - 1)

    def send_all_but_the_last(self) -> tuple[Visitor, Chunks]:
        """Send a file that does not become whole."""
        visitor = Visitor()
        visitor.get(self._port, "/")
        chunks = Chunks(body=self._body, chunk_bytes=self._chunk_bytes)
        for index in range(self.count - 1):
            self._send(visitor, chunks, index)
        return visitor, chunks

    def _send(self, visitor: Visitor, chunks: Chunks, index: int) -> None:
        answer = visitor.send(self._port, chunks, index)
        if answer.status != 204:
            raise RuntimeError(f"A chunk was not taken: {answer.status} {answer.text}")


def _goals(
    measured: list[_Measured], each: Mapping[str, Mapping[int, float]]
) -> list[Goal]:
    few, many = each[_BUCKET].values()
    return [
        *(
            Goal(f"CPU of a {m.what}, bucket against folder", m.goal, m.ratio)
            for m in measured
        ),
        Goal("CPU of each of 1,000 chunks against 100, bucket", 1.1, many / few),
    ]


def _ratios(measured: list[_Measured]) -> Table:
    return Table(
        "A bucket and PostgreSQL against a folder and SQLite",
        ("upload", "CPU ms, folder", "CPU ms, bucket", "ratio"),
        [
            (
                m.what,
                f"{m.seconds[_FOLDER] * 1000:.1f}",
                f"{m.seconds[_BUCKET] * 1000:.1f}",
                f"{m.ratio:.2f}",
            )
            for m in measured
        ],
    )


def _figures(each: Mapping[str, Mapping[int, float]]) -> Table:
    return Table(
        "Each chunk of a file",
        ("app", "chunks of the file", "CPU ms each"),
        [
            (name, str(count), f"{seconds * 1000:.2f}")
            for name, counts in each.items()
            for count, seconds in counts.items()
        ],
    )
