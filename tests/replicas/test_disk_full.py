"""The disk of a replica, on which files arrive and are fetched to, has no room."""

from __future__ import annotations

from pathlib import Path

from disks import fill, small_disk
from http_visitor import Visitor
from pictures import jpeg
from replica_set import ReplicaSet


def test_a_full_disk_is_said_and_loses_nothing(
    pair: ReplicaSet, tmp_path: Path
) -> None:
    visitor, photo = Visitor(), jpeg(1600, 1200)
    with small_disk(tmp_path / "disk") as disk:
        replica = pair.one_more(STAGING_PATH=disk)
        try:
            port = replica.start().port
            location = visitor.post(port, "a.jpg", photo).location
            filling = fill(disk)

            assert visitor.post(port, "b.jpg", photo).status == 507
            assert visitor.get(port, location).status == 507
            assert visitor.get(port, "/").status == 200
            # The others have disks of their own.
            assert visitor.get(pair.all[0].port, location).body == photo

            filling.unlink()
            assert visitor.get(port, location).body == photo
            assert visitor.post(port, "b.jpg", photo).status == 204
        finally:
            pair.leave(replica)
    pair.sweep_a_crash()
    assert pair.lost() == pair.unrecorded() == pair.marked() == []
