"""Another server may load the app once and fork: nothing is shared that must not be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from replica_set import Gunicorn, ReplicaSet
from uploader import Uploader


def test_preloaded_workers_take_pictures_in(pair: ReplicaSet) -> None:
    server = pair.one_more(kind=Gunicorn)
    try:
        server.start()
        uploaders = [Uploader(server.port, number) for number in range(4)]
        with ThreadPoolExecutor(4) as pool:
            told = list(pool.map(upload_some, uploaders))
        assert "Worker exiting" in server.stop()
    finally:
        pair.leave(server)

    assert told == [[204] * 4] * 4
    for uploader in uploaders:
        uploader.port = pair.all[0].port
        assert uploader.lost() == set()
        assert sorted(uploader.listed()) == sorted(uploader.digests)
    assert pair.lost() == pair.unrecorded() == pair.marked() == []


def upload_some(uploader: Uploader) -> list[int]:
    return [uploader.upload().status for _ in range(4)]
