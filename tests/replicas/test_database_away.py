"""PostgreSQL is killed, restarted, or stands still: nobody waits for long, and it is
found again as soon as it is back."""

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
from services.postgres import Postgres
from services.s3 import Bucket

# Longer than any request may take.
MOST_SECONDS = 15
# More than there are threads.
MANY = 80


@pytest.fixture
def alone(
    own_postgres: Postgres, bucket: Bucket, tmp_path: Path
) -> Iterator[ReplicaSet]:
    """One replica with a PostgreSQL that may be killed."""
    with replica_set(tmp_path, bucket, own_postgres.url, 1) as alone:
        yield alone


def test_a_database_that_is_killed_or_frozen_stops_nobody_for_long(
    alone: ReplicaSet, own_postgres: Postgres
) -> None:
    port, photo, uuid = alone.all[0].port, jpeg(), str(uuid4())
    sender = Visitor(MOST_SECONDS)
    location = sender.post(port, "a.jpg", photo).location

    own_postgres.kill()
    for answer in asked(sender, port, location):
        assert answer.status == 503, answer
        assert int(answer.headers["Retry-After"]) > 0
    assert sender.get(port, "/livez").status == 200
    own_postgres.start()
    # At once, and without a restart of ours.
    assert sender.post(port, "b.jpg", photo, uuid).status == 204
    own_postgres.restart()
    assert sender.get(port, location).body == photo

    own_postgres.freeze()
    with ThreadPoolExecutor(MANY) as pool:
        many = [pool.submit(asked, sender, port, location) for _ in range(MANY // 4)]
        assert sender.get(port, "/livez").status == 200
        answers = [answer for one in many for answer in one.result()]
    assert Counter(answer.status for answer in answers) == {503: len(answers)}
    own_postgres.thaw()
    assert sender.get(port, location).body == photo
    assert sender.post(port, "c.jpg", photo).status == 204

    assert len(alone.recorded()) == 3
    alone.sweep_all()
    assert alone.lost() == alone.unrecorded() == alone.marked() == []


def asked(sender: Visitor, port: int, location: str) -> list[Answer]:
    """What they get who need the database."""
    return [
        sender.post(port, "b.jpg", jpeg()),
        sender.send(port, Chunks(body=jpeg()), 0),
        sender.get(port, location),
        sender.get(port, "/"),
        sender.get(port, "/healthz"),
    ]
