"""All replicas sweep at the same time, and pictures arrive meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import sqlalchemy as sa
from dropslot.database.schema import marks
from pictures import jpeg
from replica_set import PREFIX, ReplicaSet
from sending import Chunks
from uploader import Uploader

AT_ONCE = 3


def test_sweeps_at_once_remove_what_is_to_go_and_nothing_else(
    pair: ReplicaSet, ports: tuple[int, int]
) -> None:
    uploaders = [Uploader(port, number) for number, port in enumerate(ports)]
    leave_behind(pair, 30)
    for uploader in uploaders:
        chunks = Chunks(body=jpeg())
        assert uploader.visitor.send(ports[0], chunks, 0).status == 204
    pair.age_all()

    with ThreadPoolExecutor() as pool:
        uploading = [pool.submit(upload_some, one) for one in uploaders]
        sweeping = [pool.submit(pair.command, "sweep") for _ in range(AT_ONCE)]
        swept = [one.result().returncode for one in sweeping]
        assert [one.result() for one in uploading] == [[204] * 6] * 2

    assert swept == [0] * AT_ONCE
    assert pair.lost() == pair.unrecorded() == pair.marked() == []
    for uploader in uploaders:
        assert uploader.lost() == set()


def leave_behind(pair: ReplicaSet, count: int) -> None:
    """Bytes of pictures that were marked, and never recorded."""
    client, name = pair.bucket.client, pair.bucket.name
    keys = [f"{uuid4()}.jpg" for _ in range(count)]
    for key in keys:
        client.put_object(Bucket=name, Key=f"{PREFIX}/{key}", Body=b"left")
    with pair.records() as connection:
        rows = [
            {"mount": 1, "key": key, "noted_ms": 10**12, "seized": False}
            for key in keys
        ]
        connection.execute(sa.insert(marks), rows)


def upload_some(uploader: Uploader) -> list[int]:
    return [uploader.upload().status for _ in range(6)]
