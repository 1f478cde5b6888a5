"""A store in a bucket of a real server: what goes on around it, and in this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from buckets import Arriving, arriving_in, opened_bucket
from disks import fill, small_disk
from dropslot.model import Busy, StorageFailed, StorageFull
from dropslot.settings import HIDDEN
from dropslot.storage.s3 import outgoing
from dropslot.storage.s3.store import BucketStore
from services.s3 import Bucket, new_bucket
from services.seaweedfs import SeaweedFS

KEY = "01890000-0000-7000-8000-000000000000.jpg"


@pytest.fixture
def store(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[BucketStore]:
    """An empty store, under a prefix."""
    store = opened_bucket(bucket.environment, bucket.name, tmp_path, monkeypatch)
    yield store
    store.close()


@pytest.fixture
def arriving(tmp_path: Path) -> Iterator[Arriving]:
    """Makes files that have arrived: ``arriving(b"bytes")``."""
    with arriving_in(tmp_path) as arriving:
        yield arriving


def test_everything_is_under_the_prefix(
    store: BucketStore, bucket: Bucket, arriving: Arriving
) -> None:
    for key in (
        "elsewhere.jpg",
        "some/prefixes/b.jpg",
        "some/prefix/",
        "some/prefix/c",
    ):
        bucket.client.put_object(Bucket=bucket.name, Key=key, Body=b"theirs")

    store.put(arriving(b"bytes"), KEY)

    assert f"some/prefix/{KEY}" in bucket.listed()
    assert sorted(store.list()) == [KEY, "c"]


def test_a_list_goes_past_what_is_hidden(store: BucketStore, bucket: Bucket) -> None:
    hidden = [f"{HIDDEN}/thumbnails/{number:04}" for number in range(1_005)]
    shown = ["-before.jpg", f"{HIDDEN}-behind.jpg", f"{HIDDEN}0.jpg", KEY, "z/a.jpg"]

    def put(key: str) -> None:
        name = f"some/prefix/{key}"
        bucket.client.put_object(Bucket=bucket.name, Key=name, Body=b"1")

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(put, hidden + shown))

    assert sorted(store.list()) == sorted(shown)
    assert sorted(store.list(f"{HIDDEN}/")) == hidden


def test_a_list_has_all_pages(store: BucketStore, bucket: Bucket) -> None:
    keys = [f"{number:04}.jpg" for number in range(1_005)]

    def put(key: str) -> None:
        name = f"some/prefix/{key}"
        bucket.client.put_object(Bucket=bucket.name, Key=name, Body=b"1")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(put, keys))

    assert list(store.list()) == keys


def test_what_is_too_large_for_one_request_goes_in_parts(
    store: BucketStore, arriving: Arriving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "MOST_PUT_BYTES", 6_000_000)
    monkeypatch.setattr(outgoing, "_PART_BYTES", 5 * 1024**2)
    body = os.urandom(12_000_000)

    store.put(arriving(body), KEY)

    with store.open(KEY) as file:
        assert file.read() == body


def test_a_bucket_that_is_gone_is_not_a_picture_that_is_gone(
    store: BucketStore, bucket: Bucket, arriving: Arriving
) -> None:
    bucket.client.delete_bucket(Bucket=bucket.name)

    for ask in (
        lambda: store.open(KEY),
        lambda: store.append_to(arriving(b""), KEY),
        lambda: store.put(arriving(b"bytes"), KEY),
        lambda: store.ready(),
        lambda: store.probe(),
        lambda: list(store.list()),
    ):
        with pytest.raises(StorageFailed):
            ask()


def test_a_server_that_comes_back_is_used_at_once(
    own_seaweedfs: SeaweedFS,
    tmp_path: Path,
    arriving: Arriving,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environment = own_seaweedfs.address
    with new_bucket(environment) as bucket:
        store = opened_bucket(environment, bucket.name, tmp_path, monkeypatch)
        store.put(arriving(b"before"), KEY)

        own_seaweedfs.kill()
        for ask in (
            lambda: store.open(KEY),
            lambda: store.put(arriving(b"meanwhile"), "other.jpg"),
            lambda: store.remove(KEY),
            lambda: store.ready(),
        ):
            with pytest.raises(StorageFailed):
                ask()

        own_seaweedfs.start()
        store.ready()
        with store.open(KEY) as file:
            assert file.read() == b"before"
        store.put(arriving(b"after"), "other.jpg")
        assert sorted(store.list()) == [KEY, "other.jpg"]
        store.close()


def test_a_frozen_server_is_not_waited_for_without_an_end(
    own_seaweedfs: SeaweedFS,
    tmp_path: Path,
    arriving: Arriving,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environment = own_seaweedfs.address
    with new_bucket(environment) as bucket:
        store = opened_bucket(environment, bucket.name, tmp_path, monkeypatch)
        store.put(arriving(b"before"), KEY)

        own_seaweedfs.freeze()
        with pytest.raises(StorageFailed):
            store.ready()
        with pytest.raises(StorageFailed):
            store.open(KEY)

        own_seaweedfs.thaw()
        with store.open(KEY) as file:
            assert file.read() == b"before"
        store.close()


def test_the_room_for_what_was_fetched_is_bounded_and_given_back(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(tmp_path / "staging", "8m") as disk:
        store = opened_bucket(bucket.environment, bucket.name, tmp_path, monkeypatch)
        for megabytes in (1, 2, 3, 5):
            bucket.client.put_object(
                Bucket=bucket.name,
                Key=f"some/prefix/{megabytes}",
                Body=bytes(megabytes * 1024**2),
            )

        with pytest.raises(StorageFull):
            store.open("5")
        with store.open("3"), pytest.raises(Busy) as refusal:
            store.open("2")
        with store.open("3"), store.open("1") as second:
            assert len(second.read()) == 1024**2

        assert refusal.value.blanks == {"seconds": 2}
        assert store.spool.held_bytes == 0
        assert list((disk / "staging").iterdir()) == []
        store.close()


def test_a_full_disk_is_told_and_small_files_go_on(
    store: BucketStore, bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, size_bytes in (("small", 64 * 1024), ("large", 64 * 1024 + 1)):
        name = f"some/prefix/{key}"
        bucket.client.put_object(Bucket=bucket.name, Key=name, Body=bytes(size_bytes))

    with small_disk(tmp_path / "staging") as disk:
        fill(disk)
        with pytest.raises(StorageFull):
            store.open("large")
        with store.open("small") as file:
            assert len(file.read()) == 64 * 1024


def test_a_folder_that_was_tidied_away_is_made_again(
    store: BucketStore, arriving: Arriving, tmp_path: Path
) -> None:
    store.put(arriving(bytes(100_000)), KEY)
    shutil.rmtree(tmp_path / "staging")

    with store.open(KEY) as file:
        assert len(file.read()) == 100_000
