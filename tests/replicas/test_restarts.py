"""Replicas are restarted one after the other, and whoever uploads does not notice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from replica_set import MakeReplicas
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
