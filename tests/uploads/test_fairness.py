"""One sender with many slow pictures keeps nobody else waiting."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest
from apps import MakeApp, backend_of
from dropslot import Dropslot, Upload
from dropslot.images import Sender as Asking
from flask import Flask
from holding import holding
from pictures import flat_png, jpeg
from posting import kept, multipart, post
from program import Program
from sending import Sender
from werkzeug.datastructures import FileStorage

SLOW = flat_png(9_000, 9_000)
ANN = Asking("192.0.2.1", "ann")
BOB = Asking("192.0.2.2", "bob")


@dataclass
class Visitor:
    """A browser that visits the real program."""

    program: Program
    cookie: str = ""
    answers: list[tuple[int, str]] = field(default_factory=list)

    def get(self, path: str) -> int:
        """Ask for something; return the status."""
        status, _ = self._ask("GET", path, b"", {})
        return status

    def post(self, name: str, content: bytes) -> int:
        """Send a picture; return the status."""
        content_type, body = multipart((name, content))
        told = self._ask("POST", "/", body, {"Content-Type": content_type})
        self.answers.append(told)
        return told[0]

    def _ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.program.port, timeout=60)
        with closing(connection):
            headers = {"Cookie": self.cookie, **headers}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            given = (answer.getheader("Set-Cookie") or "").partition(";")[0]
            self.cookie = self.cookie or given
            return answer.status, answer.getheader("Retry-After") or ""


def test_another_visitor_is_served_while_one_sends_many_slow_pictures(
    program: Program,
) -> None:
    program.start(CHECK_PROCESSES=1)
    hostile, visitor = Visitor(program), Visitor(program)
    hostile.get("/")
    visitor.get("/")
    threads = [
        threading.Thread(target=hostile.post, args=["slow.png", SLOW])
        for _ in range(24)
    ]
    for thread in threads:
        thread.start()

    seen = [visitor.get(path) for path in ("/", "/uploads/", "/healthz")]
    seen.append(visitor.post("photo.jpg", jpeg()))
    unanswered = len(threads) - len(hostile.answers)
    for thread in threads:
        thread.join()

    assert seen == [200, 200, 200, 204]
    # Its turn came while most of the others still waited for theirs.
    assert unanswered >= 4
    told = Counter(hostile.answers)
    assert set(told) == {(204, ""), (503, "2")}
    assert told[204, ""] >= 8


@pytest.fixture
def full(make_app: MakeApp) -> Iterator[Flask]:
    """An app that has two places, both taken."""
    app = make_app(CHECK_PLACES=2)
    checkers = backend_of(app).checkers
    with checkers.place(ANN), checkers.place(BOB):
        yield app


def test_a_full_house_says_so_in_words_code_and_header(full: Flask) -> None:
    answer = post(full.test_client(), ("a.jpg", jpeg()))

    assert answer.status_code == 503
    assert answer.headers["Dropslot-Error"] == "busy"
    assert answer.headers["Retry-After"] == "2"
    assert answer.text.startswith("The server is busy")
    assert full.test_client().get("/uploads/").get_json()["uploads"] == []


def test_a_thumbnail_that_must_be_made_again_waits_at_the_same_door(
    make_app: MakeApp, folder: Path
) -> None:
    app = make_app(CHECK_PLACES=2)
    client = app.test_client()
    name = kept(client, "a.jpg", jpeg()).rpartition("/")[2]
    (folder / ".dropslot" / "thumbnails" / f"{name}.webp").unlink()
    checkers = backend_of(app).checkers

    with checkers.place(ANN), checkers.place(BOB):
        instead = client.get(f"/thumbnails/{name}")

    # Meanwhile there is the picture itself, which nobody is to keep in its place.
    assert (instead.status_code, instead.mimetype) == (200, "image/jpeg")
    assert instead.headers["Cache-Control"] == "no-store"
    assert client.get(f"/thumbnails/{name}").mimetype == "image/webp"


def test_what_a_host_keeps_outside_of_a_request_waits_and_is_not_refused(
    make_app: MakeApp,
) -> None:
    app = make_app(CHECK_PLACES=2)
    slot = backend_of(app).sender
    assert isinstance(slot, Dropslot)

    def keep(number: int) -> Upload:
        with app.app_context():
            return slot.keep(FileStorage(BytesIO(jpeg(seed=number)), "a.jpg"))

    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(keep, range(8)))) == 8


def test_the_chunks_of_a_file_that_is_refused_for_now_stay(make_app: MakeApp) -> None:
    app = make_app(CHECK_PLACES=2)
    client = app.test_client()
    client.get("/")
    sender = Sender(client=client, body=jpeg())
    checkers = backend_of(app).checkers

    with checkers.place(ANN), checkers.place(BOB):
        assert sender.send_all().status_code == 503

    assert sender.received() == list(range(sender.count))
    assert sender.send_last().status_code == 204


def test_forty_who_bring_the_last_chunk_at_once_hold_few_threads(
    make_app: MakeApp,
) -> None:
    app = make_app()
    client = app.test_client()
    client.get("/")
    sender = Sender(client=client, body=jpeg())
    sender.send_all(range(sender.count - 1))
    twins = [sender.twin() for _ in range(40)]

    with holding(app) as hold, ThreadPoolExecutor(40) as pool:
        sent = [pool.submit(twin.send_last) for twin in twins]
        hold.wait()
        # One assembles, eight wait for it, and all others are answered now.
        at_once = [one.result() for one in islice(as_completed(sent), 31)]
        hold.release()
        answers = [one.result() for one in sent]

    assert {answer.status_code for answer in at_once} == {503}
    taken = [answer for answer in answers if answer.status_code == 204]
    assert len(taken) == 9
    assert len({answer.headers["Location"] for answer in taken}) == 1
