"""Replicas are restarted one after the other, and whoever uploads does not notice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from signal import SIGTERM
from threading import Event

import pytest
from gate import Gate
from http_visitor import Visitor
from pictures import jpeg
from replica_set import MakeReplicas, Replica, ReplicaSet
from sending import Chunks
from uploader import Uploader


@pytest.mark.usefixtures("needs_nginx")
def test_nothing_is_lost_while_one_after_the_other_is_restarted(
    replicas: MakeReplicas,
) -> None:
    made, done = replicas(2), Event()

    def upload(uploader: Uploader) -> None:
        while not done.is_set():
            assert uploader.upload().status == 204

    with made.balanced() as port, ThreadPoolExecutor(3) as pool:
        uploaders = [Uploader(port, number) for number in range(3)]
        uploading = [pool.submit(upload, one) for one in uploaders]
        for replica in made.all:
            assert "everything that had arrived is kept" in replica.stop()
            replica.start()
        done.set()
        for one in uploading:
            one.result()

        for uploader in uploaders:
            assert uploader.lost() == set()
            assert sorted(uploader.listed()) == sorted(uploader.digests)
    assert made.unrecorded() == made.marked() == []


def test_who_is_told_to_stop_finishes_what_is_being_joined(
    pair: ReplicaSet, third: Replica, gate: Gate
) -> None:
    visitor, here, chunks = Visitor(), pair.all[0].port, Chunks(body=jpeg())
    visitor.get(here, "/")
    for index in range(chunks.count - 1):
        assert visitor.send(here, chunks, index).status == 204
    gate.hold("GET", "/chunks/")
    with ThreadPoolExecutor() as pool:
        last = pool.submit(visitor.send, third.port, chunks, chunks.count - 1)
        gate.wait()
        third.signal(SIGTERM)
        gate.open()

        assert visitor.get(here, last.result().location).body == chunks.body
    assert "everything that had arrived is kept" in third.wait()
