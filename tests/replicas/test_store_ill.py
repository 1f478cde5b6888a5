"""The store says that it cannot, or its bucket is gone, or empty."""

from __future__ import annotations

import pytest
from gate import Gate
from http_visitor import Visitor
from pictures import jpeg
from replica_set import PREFIX, MakeReplicas, Replica, ReplicaSet
from sending import Chunks

_ERROR = b"<?xml version='1.0'?><Error><Code>%b</Code><Message>m</Message></Error>"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        pytest.param(404, b"NoSuchBucket", id="no bucket"),
        pytest.param(503, b"SlowDown", id="too much to do"),
        pytest.param(200, b"InternalError", id="200, and in a document that it failed"),
    ],
)
def test_a_store_that_does_not_take_it_is_no_204(
    status: int, code: bytes, third: Replica, gate: Gate, pair: ReplicaSet
) -> None:
    before, visitor = pair.recorded(), Visitor()
    gate.answer = status, _ERROR % code

    answer = visitor.post(third.port, "a.jpg", jpeg())

    assert (answer.status, answer.location) == (503, "")
    assert int(answer.headers["Retry-After"]) > 0
    assert pair.recorded() == before
    gate.answer = None
    assert visitor.post(third.port, "a.jpg", jpeg()).status == 204
    pair.sweep_a_crash()
    assert pair.lost() == pair.unrecorded() == pair.marked() == []


def test_a_bucket_that_somebody_emptied_shows_its_list_and_takes_files_anew(
    replicas: MakeReplicas,
) -> None:
    alone, visitor, photo = replicas(1), Visitor(), jpeg()
    port, chunks = alone.all[0].port, Chunks(body=jpeg(seed=1))
    location = visitor.post(port, "a.jpg", photo).location
    assert visitor.send(port, chunks, 0).status == 204
    for key in alone.stored():
        alone.bucket.client.delete_object(
            Bucket=alone.bucket.name, Key=f"{PREFIX}/{key}"
        )

    (listed,) = visitor.get(port, "/uploads/").json()["uploads"]
    gone = visitor.get(port, listed["url"])
    assert (listed["url"], gone.status) == (location, 404)
    assert gone.text.startswith("There is no such")
    assert visitor.get(port, listed["thumbnail"]).status == 404

    rest = [visitor.send(port, chunks, n).status for n in range(1, chunks.count)]
    assert rest == [204] * (chunks.count - 2) + [503]
    assert visitor.get(port, f"/partial/{chunks.uuid}").json()["received"] == []
    answers = [visitor.send(port, chunks, n) for n in range(chunks.count)]
    assert visitor.get(port, answers[-1].location).body == chunks.body
    assert visitor.ask(port, "DELETE", location).status == 204
