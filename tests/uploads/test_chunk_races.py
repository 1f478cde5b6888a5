"""Chunks in any order, twice, at once, from several, and when the server is killed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from apps import backend_of, open_app
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pictures import jpeg
from program import Program
from sending import RealSender, Sender
from werkzeug.test import TestResponse


@pytest.fixture
def sender(client: FlaskClient) -> Sender:
    """Sends a photo in a few chunks, from a page that it has loaded."""
    client.get("/")
    return Sender(client=client, body=jpeg())


def test_several_who_believe_they_are_last_get_the_same_answer(
    sender: Sender,
) -> None:
    for index in range(sender.count - 1):
        sender.send(index)
    answers: list[TestResponse] = []

    def send_last() -> None:
        answers.append(sender.twin().send_last())

    threads = [threading.Thread(target=send_last) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert len(sender.client.get("/uploads/").get_json()["uploads"]) == 1


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One app for the many files of the property below."""
    folder = tmp_path_factory.mktemp("shared")
    app = open_app(folder)
    yield app
    backend_of(app).sender.close()  # type: ignore[attr-defined]


PHOTO = jpeg()
COUNT = 5


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    order=st.permutations(range(COUNT)),
    missing=st.none() | st.integers(0, COUNT - 1),
    extras=st.lists(
        st.tuples(st.integers(0, 2 * COUNT), st.integers(0, COUNT - 1), st.booleans()),
        max_size=6,
    ),
)
def test_any_order_repeat_gap_or_other_bytes_makes_what_was_sent_or_no_file(
    shared: Flask,
    order: list[int],
    missing: int | None,
    extras: list[tuple[int, int, bool]],
) -> None:
    client = shared.test_client()
    client.get("/")
    sender = Sender(client=client, body=PHOTO, chunk_bytes=-(-len(PHOTO) // COUNT))
    sent = [(index, True) for index in order]
    for place, index, is_right in extras:
        sent.insert(place, (index, is_right))
    here: dict[int, bytes] = {}
    kept: str | None = None

    for index, is_right in sent:
        if index == missing:
            continue
        data = sender.chunk(index) if is_right else sender.chunk(index)[::-1]
        answer = sender.send_bytes(index, data)
        if len(here) < COUNT:
            here[index] = data
            kept = answer.headers.get("Location")
            whole = b"".join(here.get(i, b"") for i in range(COUNT))
            # Reversed bytes may still be a picture; then it is that one.
            expected = (len(here) == COUNT) if whole == PHOTO else kept is not None
            assert (kept is not None) == expected
        elif kept:
            assert answer.status_code == (204 if data == here[index] else 400)
        else:
            assert answer.status_code == 400

    assert kept is None or client.get(kept).data == whole


def test_all_chunks_at_once_and_twice_make_one_file(
    sender: Sender, folder: Path
) -> None:
    twins = [(sender.twin(), index) for index in range(sender.count)] * 2

    with ThreadPoolExecutor(len(twins)) as pool:
        answers = list(pool.map(lambda twin: twin[0].send(twin[1]), twins))

    assert {answer.status_code for answer in answers} == {204}
    (location,) = {a.headers.get("Location") for a in answers} - {None}
    assert sender.client.get(location or "").data == sender.body
    assert len(list(folder.glob("*.jpg"))) == 1
    assert list((folder / ".dropslot" / "chunks").iterdir()) == []


def test_what_was_acknowledged_survives_kill_9(
    program: Program, tmp_path: Path
) -> None:
    program.start(CHUNK_BYTES=1024)
    sender = RealSender(program=program, body=jpeg())
    for index in range(sender.count - 1):
        assert sender.send(index)[0] == 204

    program.kill()
    program.start()

    assert sender.received() == list(range(sender.count - 1))
    status, location = sender.send(sender.count - 1)
    assert status == 204
    name = location.rpartition("/")[2]
    assert (program.folder / name).read_bytes() == sender.body


def test_two_processes_racing_for_the_last_chunk_keep_one_file(
    program: Program, folder: Path
) -> None:
    second = Program(folder, SECRET_KEY="the same for both").start()
    first = program.start(SECRET_KEY="the same for both")
    sender = RealSender(program=first, body=jpeg(1600, 1200), chunk_bytes=200_000)
    for index in range(sender.count - 1):
        sender.send(index)
    twin = replace(sender, program=second)
    answers: list[tuple[int, str]] = []

    racers = [
        threading.Thread(target=lambda one=one: answers.append(one.send(one.count - 1)))
        for one in (sender, twin)
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    second.kill()
    assert len(set(answers)) == 1
    assert answers[0][0] == 204
    assert len(list(folder.glob("*.jpg"))) == 1
    assert len(first.names()) == 1
