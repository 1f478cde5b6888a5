"""PostgreSQL cuts connections at any moment: whoever was told 204 has their picture,
and whoever comes again as the page does has each once."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import sqlalchemy as sa
from replica_set import ReplicaSet
from uploader import Uploader

_CUT = sa.text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE"
    " application_name = 'dropslot' AND datname = current_database()"
)
# Whoever is told to come again does so after 5 s.
_CUT_SECONDS = 1.0
_PICTURES = 4


def test_connections_that_are_cut_lose_nothing(
    pair: ReplicaSet, ports: tuple[int, int]
) -> None:
    uploaders, done = [Uploader(ports[n % 2], n) for n in range(4)], Event()
    with ThreadPoolExecutor(5) as pool:
        cutter = pool.submit(cut_connections, pair, done)
        try:
            told = list(pool.map(upload_some, uploaders))
        finally:
            done.set()
        assert cutter.result()

    assert told == [[204] * _PICTURES] * 4
    for uploader in uploaders:
        assert uploader.lost() == set()
        assert sorted(uploader.listed()) == sorted(uploader.digests)
    pair.sweep_a_crash()
    assert pair.lost() == pair.unrecorded() == pair.marked() == []


def upload_some(uploader: Uploader) -> list[int]:
    return [uploader.upload().status for _ in range(_PICTURES)]


def cut_connections(pair: ReplicaSet, done: Event) -> int:
    """Cut all that replicas have to the database, again and again; return how many."""
    count = 0
    while not done.wait(random.uniform(0, _CUT_SECONDS)):
        with pair.records() as connection:
            count += connection.execute(_CUT).scalar_one()
    return count
