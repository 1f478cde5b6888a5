"""The store is killed, or stands still: nobody waits for long, what needs no bytes goes
on, and it is found again as soon as it is back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from http_visitor import Answer, Visitor
from pictures import jpeg
from replica_set import ReplicaSet, replica_set
from sending import Chunks
from services.s3 import new_bucket
from services.seaweedfs import SeaweedFS
from signing import PASSWORD

# Longer than any request may take.
MOST_SECONDS = 15
# More than may wait for the store at a time, and than there are threads.
MANY = 80


@pytest.fixture
def alone(
    own_seaweedfs: SeaweedFS, postgres_url: str, tmp_path: Path
) -> Iterator[ReplicaSet]:
    """One replica with a store that may be killed."""
    with (
        new_bucket(own_seaweedfs.address) as bucket,
        replica_set(tmp_path, bucket, postgres_url, 1) as alone,
    ):
        yield alone


def test_a_store_that_is_killed_or_frozen_stops_nobody_for_long(
    alone: ReplicaSet, own_seaweedfs: SeaweedFS
) -> None:
    port, photo, uuid = alone.all[0].port, jpeg(), str(uuid4())
    alone.add_user("ann")
    sender = Visitor(MOST_SECONDS)
    location = sender.post(port, "a.jpg", photo).location

    own_seaweedfs.kill()
    assert_come_again(sender.post(port, "b.jpg", photo, uuid))
    assert_come_again(sender.send(port, Chunks(body=photo), 0))
    assert_come_again(sender.get(port, location))
    assert_goes_on(port)
    own_seaweedfs.start()
    # At once, and without a restart of ours.
    assert sender.get(port, location).body == photo
    assert sender.post(port, "b.jpg", photo, uuid).status == 204

    own_seaweedfs.freeze()
    with ThreadPoolExecutor(MANY) as pool:
        asked = [
            pool.submit(ask, sender, port, location, number) for number in range(MANY)
        ]
        assert_goes_on(port)
        assert Counter(one.result().status for one in asked) == {503: MANY}
    own_seaweedfs.thaw()
    assert sender.get(port, location).body == photo
    assert sender.post(port, "c.jpg", photo).status == 204

    assert len(alone.recorded()) == 3
    alone.sweep_all()
    assert alone.lost() == alone.unrecorded() == alone.marked() == []


def ask(sender: Visitor, port: int, location: str, number: int) -> Answer:
    """Ask for something that needs the store."""
    if number % 3 == 0:
        return sender.post(port, "b.jpg", jpeg())
    if number % 3 == 1:
        return sender.send(port, Chunks(body=jpeg()), 0)
    return sender.get(port, location)


def assert_come_again(answer: Answer) -> None:
    """It was told to come again, in time."""
    assert answer.status == 503, answer
    assert int(answer.headers["Retry-After"]) > 0


def assert_goes_on(port: int) -> None:
    """What needs no bytes is there, and operators are told."""
    visitor = Visitor(MOST_SECONDS)
    assert visitor.get(port, "/").status == 200
    assert visitor.get(port, "/livez").status == 200
    assert visitor.get(port, "/healthz").status == 503
    assert visitor.sign_in(port, "ann", PASSWORD).status == 303
