"""Under other servers everything goes as under our own, and nothing is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from command import environment_of
from http_visitor import Visitor
from other_servers import KINDS, Kind, Running, running
from pictures import jpeg
from posting import SCRIPT, multipart
from uploader import Uploader

AT_ONCE = 8


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that is open to a server that does not run as we do."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.mark.parametrize("is_host", [False, True], ids=["our app", "a host's app"])
@pytest.mark.parametrize("kind", [pytest.param(one, id=one.name) for one in KINDS])
def test_pictures_arrive_whole_and_in_chunks_and_nothing_is_left(
    kind: Kind, is_host: bool, place: Path
) -> None:
    if why_not := kind.why_not():
        pytest.skip(why_not)
    folder = place / "uploads"
    settings = {"CHECK_PROCESSES": "1", "CHUNK_BYTES": "4000", "LOG": "off"}
    environment = environment_of(
        folder, **{f"DROPSLOT_{name}": value for name, value in settings.items()}
    )

    with running(kind, place, environment, is_host=is_host) as server:
        uploaders = [Uploader(server.port, seed) for seed in range(AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            told = list(pool.map(upload_both_ways, uploaders))
        lost = [uploader.lost() for uploader in uploaders]
        listed = [len(uploader.listed()) for uploader in uploaders]
        ranges = range_of(server, next(iter(uploaders[0].digests)))
        untold = sent_without_a_length(server)
        own = kept_by_a_view_of_its_own(server) if is_host else 200
        count = len(server.processes())
        left = server.stop()
        log = server.log

    assert told == [[204, 204]] * AT_ONCE, log
    assert lost == [set()] * AT_ONCE
    assert listed == [2] * AT_ONCE
    assert ranges == (206, jpeg(seed=0)[100:200])
    assert untold in (204, 400, 411)
    assert own == 200
    assert count > 2, log
    assert left == set(), log
    assert "Traceback" not in log
    assert list((folder / ".dropslot" / "staging").iterdir()) == []


def upload_both_ways(uploader: Uploader) -> list[int]:
    """One picture whole, and one in chunks."""
    return [uploader.upload().status for _ in range(2)]


def range_of(server: Running, location: str) -> tuple[int, bytes]:
    """A part of a picture."""
    answer = Visitor().ask(server.port, "GET", location, Range="bytes=100-199")
    return answer.status, answer.body


def sent_without_a_length(server: Running) -> int:
    """What a program is told that does not say how much comes (RFC 9112, 7.1)."""
    content_type, body = multipart(("a.jpg", jpeg()))
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    parts = [body[:1000], body[1000:]]
    # Who is refused at once may find the line cut.
    with suppress(BrokenPipeError):
        connection.request("POST", "/", parts, {"Content-Type": content_type, **SCRIPT})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def kept_by_a_view_of_its_own(server: Running) -> int:
    """What the host's own view says to a picture."""
    content_type, body = multipart(("a.jpg", jpeg()))
    return Visitor().ask(server.port, "POST", "/avatar", body, content_type).status
