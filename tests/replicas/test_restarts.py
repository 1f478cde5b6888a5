"""Replicas are restarted one after the other, and whoever uploads does not notice."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import uuid4

import pytest
from pictures import jpeg
from replica_set import MakeReplicas
from sending import Chunks
from visitor import Answer, Visitor, insisted


@pytest.mark.usefixtures("needs_nginx")
def test_nothing_is_lost_while_one_after_the_other_is_restarted(
    replicas: MakeReplicas,
) -> None:
    made = replicas(2)
    done = Event()
    with made.balanced() as port, ThreadPoolExecutor(3) as pool:
        senders = [pool.submit(upload_until, done, port, number) for number in range(3)]
        for replica in made.all:
            assert "everything that had arrived is kept" in replica.stop()
            replica.start()
        done.set()
        sent = {
            location: digest
            for one in senders
            for location, digest in one.result().items()
        }

        got = {location: digest_of(Visitor().get(port, location)) for location in sent}

    assert got == sent
    assert {f"/uploads/{name}" for name in made.recorded()} == {*sent}
    assert made.unrecorded() == made.marked() == []


def upload_until(done: Event, port: int, sender: int) -> dict[str, str]:
    """Upload, in turn whole and in chunks; return the digest of each by its place."""
    visitor, sent = Visitor(), dict[str, str]()
    insisted(lambda: visitor.get(port, "/"))
    while not done.is_set():
        photo = jpeg(seed=1000 * sender + len(sent))
        upload = in_chunks if len(sent) % 2 else whole
        answer = upload(visitor, port, photo)
        assert answer.status == 204, answer
        sent[answer.location] = hashlib.sha256(photo).hexdigest()
    return sent


def whole(visitor: Visitor, port: int, photo: bytes) -> Answer:
    uuid = str(uuid4())
    return insisted(lambda: visitor.post(port, "a.jpg", photo, uuid))


def in_chunks(visitor: Visitor, port: int, photo: bytes) -> Answer:
    chunks = Chunks(body=photo)
    answers = [
        insisted(lambda index=index: visitor.send(port, chunks, index))  # type: ignore[misc]
        for index in range(chunks.count)
    ]
    return answers[-1]


def digest_of(answer: Answer) -> str:
    return hashlib.sha256(answer.body).hexdigest()
