"""Limits that count are kept to the last file, however many replicas take files in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import sqlalchemy as sa
from dropslot.database.schema import upload_sessions as sessions
from dropslot.uploads.chunks import MAX_UNFINISHED
from http_visitor import Answer, Visitor, insisted
from pictures import jpeg
from replica_set import MakeReplicas, ReplicaSet
from sending import Chunks

AT_ONCE = 8


def statuses(ports: tuple[int, int], ask: Callable[[int], Answer]) -> Counter[int]:
    """What so many got who asked at once, half of them each replica."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = [pool.submit(ask, ports[number % 2]) for number in range(AT_ONCE)]
        return Counter(one.result().status for one in asked)


def test_all_pictures_together_have_no_more_bytes_than_they_may(
    replicas: MakeReplicas,
) -> None:
    photo = jpeg()
    made = replicas(2, MAX_TOTAL=3 * len(photo))
    here, there = (replica.port for replica in made.all)

    got = statuses(
        (here, there),
        lambda port: insisted(lambda: Visitor().post(port, "a.jpg", photo)),
    )

    assert got == {204: 3, 507: AT_ONCE - 3}
    assert made.unrecorded() == made.lost() == made.marked() == []


def test_nobody_leaves_more_files_unfinished_than_they_may(
    pair: ReplicaSet, ports: tuple[int, int]
) -> None:
    sender = Visitor()
    sender.get(ports[0], "/")
    first = Chunks(body=jpeg())
    assert sender.send(ports[0], first, 0).status == 204
    begin_others(pair, MAX_UNFINISHED - 4)

    def begin(port: int) -> Answer:
        return sender.send(port, Chunks(body=first.body), 0)

    assert statuses(ports, begin) == {204: 3, 429: AT_ONCE - 3}


def begin_others(pair: ReplicaSet, count: int) -> None:
    """Have the sender of the newest unfinished file have more of them."""
    with pair.records() as connection:
        newest = sa.select(sessions).order_by(sessions.c.touched_ms.desc()).limit(1)
        row = connection.execute(newest).one()._mapping
        others = [{**row, "id": uuid4().hex} for _ in range(count)]
        connection.execute(sessions.insert(), others)
