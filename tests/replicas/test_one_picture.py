"""A file is one picture, whichever replicas its parts and its copies come to."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from gate import Gate
from http_visitor import Answer, Visitor, insisted
from pictures import jpeg
from replica_set import Replica, ReplicaSet
from sending import Chunks


@pytest.fixture
def visitor(ports: tuple[int, int]) -> Visitor:
    """Somebody who has loaded the page."""
    visitor = Visitor()
    assert visitor.get(ports[0], "/").status == 200
    return visitor


def one_picture(answers: list[Answer], visitor: Visitor, port: int) -> bytes:
    """The bytes of the only picture that somebody has sent."""
    assert {answer.status for answer in answers} == {204}
    (location,) = {answer.location for answer in answers if answer.location}
    listed = visitor.get(port, "/uploads/").json()["uploads"]
    assert [one["url"] for one in listed] == [location]
    return visitor.get(port, location).body


def test_chunks_come_to_different_replicas_in_any_order(
    visitor: Visitor, ports: tuple[int, int]
) -> None:
    chunks = Chunks(body=jpeg(seed=1))
    indexes = random.sample(range(chunks.count), chunks.count)

    answers = [
        visitor.send(ports[place % 2], chunks, index)
        for place, index in enumerate(indexes)
    ]

    assert [bool(answer.location) for answer in answers[-2:]] == [False, True]
    assert one_picture(answers, visitor, ports[0]) == chunks.body


def test_chunks_come_twice_and_at_once(
    visitor: Visitor, ports: tuple[int, int]
) -> None:
    chunks = Chunks(body=jpeg(seed=2))
    requests = [(port, index) for port in ports for index in range(chunks.count)]
    random.shuffle(requests)

    def send(request: tuple[int, int]) -> Answer:
        return insisted(lambda: visitor.send(request[0], chunks, request[1]))

    with ThreadPoolExecutor(len(requests)) as pool:
        answers = list(pool.map(send, requests))

    assert one_picture(answers, visitor, ports[1]) == chunks.body


def test_a_whole_file_comes_to_both_at_once(
    visitor: Visitor, ports: tuple[int, int]
) -> None:
    uuid, content = str(uuid4()), jpeg(seed=3)

    def post(port: int) -> Answer:
        return insisted(lambda: visitor.post(port, "a.jpg", content, uuid))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(post, ports * 4))

    assert one_picture(answers, visitor, ports[0]) == content


def test_which_chunks_are_here_is_known_everywhere(
    visitor: Visitor, pair: ReplicaSet, ports: tuple[int, int]
) -> None:
    chunks, before = Chunks(body=jpeg(seed=4)), pair.stored()
    here, there = ports
    for port, index in ((here, 1), (there, 0)):
        assert visitor.send(port, chunks, index).status == 204

    assert visitor.get(here, f"/partial/{chunks.uuid}").json()["received"] == [0, 1]

    assert visitor.ask(there, "DELETE", f"/partial/{chunks.uuid}").status == 204
    assert visitor.get(here, f"/partial/{chunks.uuid}").status == 404
    assert pair.stored() == before


def test_who_joined_and_died_keeps_the_visitor_waiting_for_30_seconds_at_most(
    visitor: Visitor, third: Replica, gate: Gate, pair: ReplicaSet
) -> None:
    chunks, here = Chunks(body=jpeg(seed=5)), pair.all[0].port
    for index in range(chunks.count - 1):
        assert visitor.send(here, chunks, index).status == 204
    gate.hold("GET", "/chunks/")
    with ThreadPoolExecutor() as pool:
        pool.submit(visitor.send, third.port, chunks, chunks.count - 1)
        gate.wait()
        third.kill()

    pair.make_leases_older(28)
    answer = insisted(lambda: visitor.send(here, chunks, chunks.count - 1))

    assert one_picture([answer], visitor, here) == chunks.body


def test_a_chunk_may_come_again_while_its_file_is_assembled(
    visitor: Visitor, third: Replica, gate: Gate, pair: ReplicaSet
) -> None:
    chunks, here = Chunks(body=jpeg(seed=6)), pair.all[0].port
    last = chunks.count - 1
    for index in range(last):
        assert visitor.send(here, chunks, index).status == 204
    gate.hold("GET", "/chunks/")
    with ThreadPoolExecutor() as pool:
        completing = pool.submit(visitor.send, third.port, chunks, last)
        gate.wait()
        again = [pool.submit(visitor.send, here, chunks, n) for n in (0, last)]
        gate.open()
        answers = [one.result() for one in (completing, *again)]

    assert one_picture(answers, visitor, here) == chunks.body
