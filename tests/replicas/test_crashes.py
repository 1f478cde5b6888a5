"""A replica is killed at each step between the first byte and the answer.

Nobody was told that anything is kept; sent again with its UUID it is one picture, and
the sweep finds all that the dead one left.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias
from uuid import uuid4

import pytest
import sqlalchemy as sa
from gate import Gate
from http_visitor import Answer, Visitor, insisted
from pictures import jpeg
from posting import multipart
from replica_set import Replica, ReplicaSet
from sending import Chunks

_PATIENCE_SECONDS = 20
_PICTURE = r"\.jpg(\?|$)"
_WAITS = sa.text(
    "SELECT count(*) FROM pg_locks"
    " WHERE NOT granted AND relation = CAST(:t AS regclass)"
)

Step: TypeAlias = Callable[
    [Gate, ReplicaSet], AbstractContextManager[Callable[[], None]]
]
"""Holds who comes to this step; yields what waits until somebody has."""


def at_the_store(method: str, part: str, after: bool = False) -> Step:
    """Asking the store for something, or ``after`` the store has done it."""

    @contextmanager
    def step(gate: Gate, _: ReplicaSet) -> Iterator[Callable[[], None]]:
        gate.hold(method, part, after)
        yield gate.wait

    return step


def writing_to(table: str) -> Step:
    """Writing to a table."""

    @contextmanager
    def step(_: Gate, pair: ReplicaSet) -> Iterator[Callable[[], None]]:
        with pair.records() as connection:
            connection.execute(sa.text(f"LOCK TABLE {table} IN EXCLUSIVE MODE"))

            def wait() -> None:
                deadline = time.monotonic() + _PATIENCE_SECONDS
                while not connection.execute(_WAITS, {"t": table}).scalar_one():
                    assert time.monotonic() < deadline, f"Nobody writes to {table}."
                    time.sleep(0.01)

            yield wait

    return step


WHOLE = {
    "checked, and not marked": writing_to("dropslot_marks"),
    "marked, and not stored": at_the_store("PUT", "/thumbnails/"),
    "its thumbnail stored": at_the_store("PUT", _PICTURE),
    "stored": at_the_store("PUT", _PICTURE, after=True),
    "stored, and not recorded": writing_to("dropslot_uploads"),
}
CHUNKED = {
    "the last chunk not stored": at_the_store("PUT", "/chunks/"),
    "the last chunk stored": at_the_store("PUT", "/chunks/", after=True),
    "the last chunk not recorded": writing_to("dropslot_chunks"),
    "joining": at_the_store("GET", "/chunks/", after=True),
    "joined, and not stored": at_the_store("PUT", "/thumbnails/"),
    "joined and stored": at_the_store("PUT", _PICTURE, after=True),
    "joined, and not recorded": writing_to("dropslot_uploads"),
    "recorded, its chunks there": at_the_store("DELETE", "/chunks/"),
    "recorded, a chunk gone": at_the_store("DELETE", "/chunks/", after=True),
}


@pytest.fixture
def visitor(pair: ReplicaSet) -> Visitor:
    """Somebody who has loaded the page."""
    visitor = Visitor()
    assert visitor.get(pair.all[0].port, "/").status == 200
    return visitor


@pytest.mark.parametrize("step", WHOLE.values(), ids=WHOLE)
def test_over_a_whole_file(
    step: Step, visitor: Visitor, third: Replica, gate: Gate, pair: ReplicaSet
) -> None:
    uuid, photo = str(uuid4()), jpeg()

    def post(port: int) -> Answer:
        return visitor.post(port, "a.jpg", photo, uuid)

    kill_at(step, gate, pair, third, post)

    answer = insisted(lambda: post(pair.all[0].port))
    assert_is_only(answer, photo, visitor, pair)


@pytest.mark.parametrize("step", CHUNKED.values(), ids=CHUNKED)
def test_over_a_file_in_chunks(
    step: Step, visitor: Visitor, third: Replica, gate: Gate, pair: ReplicaSet
) -> None:
    chunks, here = Chunks(body=jpeg()), pair.all[0].port
    last = chunks.count - 1
    for index in range(last):
        assert visitor.send(here, chunks, index).status == 204

    kill_at(step, gate, pair, third, lambda port: visitor.send(port, chunks, last))

    pair.make_leases_older(30)
    answer = insisted(lambda: visitor.send(here, chunks, last))
    assert_is_only(answer, chunks.body, visitor, pair)


def test_over_a_file_that_is_still_arriving(
    visitor: Visitor, third: Replica, pair: ReplicaSet
) -> None:
    photo = jpeg(1600, 1200)
    content_type, body = multipart(("a.jpg", photo))
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {content_type}\r\n"
    with socket.create_connection(("127.0.0.1", third.port)) as connection:
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode())
        connection.sendall(body[:-1])
        third.kill()

    third.start()

    assert list(third.folder.rglob("*.part")) == []
    assert_is_only(visitor.post(third.port, "a.jpg", photo), photo, visitor, pair)


def test_when_the_record_is_there(
    visitor: Visitor, third: Replica, pair: ReplicaSet
) -> None:
    """Whether or not the visitor has just been told."""
    uuid, photo, before = str(uuid4()), jpeg(), pair.recorded()
    with ThreadPoolExecutor() as pool:
        told = pool.submit(visitor.post, third.port, "a.jpg", photo, uuid)
        while pair.recorded() == before:
            assert not told.done() or told.result().status == 204
        third.kill()

    answer = visitor.post(pair.all[0].port, "a.jpg", photo, uuid)
    assert told.result().location in ("", answer.location)
    assert_is_only(answer, photo, visitor, pair)


def kill_at(
    step: Step,
    gate: Gate,
    pair: ReplicaSet,
    third: Replica,
    send: Callable[[int], Answer],
) -> None:
    """Send something to the third and kill it when it comes to a step."""
    with ThreadPoolExecutor() as pool, step(gate, pair) as wait:
        told = pool.submit(send, third.port)
        wait()
        third.kill()
        gate.open(drop=True)
        assert told.result().status == 0


def assert_is_only(
    answer: Answer, photo: bytes, visitor: Visitor, pair: ReplicaSet
) -> None:
    """It is the only picture of its sender, whole, and nothing else has stayed."""
    here = pair.all[0].port
    assert answer.status == 204, answer
    (listed,) = visitor.get(here, "/uploads/").json()["uploads"]
    assert listed["url"] == answer.location
    assert visitor.get(here, answer.location).body == photo
    pair.sweep_a_crash()
    assert pair.lost() == pair.unrecorded() == pair.marked() == []
