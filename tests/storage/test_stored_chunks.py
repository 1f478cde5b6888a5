"""The chunks of a file, in a folder and in a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from buckets import opened_bucket
from dropslot.model import NotThere
from dropslot.settings import read_settings
from dropslot.storage import Chunks, Storage, open_storage, session_prefix
from dropslot.storage.staging import FolderStaging
from services.s3 import Bucket

SESSION = "5e55" * 16


@pytest.fixture(params=["folder", "seaweedfs"])
def storage(
    request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Storage]:
    """An empty store."""
    storage = open_storage(read_settings({"DROPSLOT_UPLOAD_PATH": folder}))
    if request.param == "seaweedfs":
        bucket: Bucket = request.getfixturevalue("bucket")
        store = opened_bucket(bucket.environment, bucket.name, folder, monkeypatch)
        staging = FolderStaging(folder / ".dropslot" / "staging")
        storage.close()
        storage = Storage(staging, store, Chunks(store, staging))
    yield storage
    storage.close()


def put(storage: Storage, offset_bytes: int, body: bytes) -> None:
    staged = storage.staging.new()
    staged.write(body)
    storage.chunks.put(SESSION, offset_bytes, staged)
    staged.discard()


def left(storage: Storage) -> list[str]:
    return list(storage.store.list(session_prefix(SESSION)))


def test_chunks_are_joined_as_they_are_named_and_stay_until_they_are_dropped(
    storage: Storage,
) -> None:
    for offset, body in ((2, b"cd"), (4, b"e"), (0, b"ab"), (2, b"CD")):
        put(storage, offset, body)

    joined = storage.chunks.assemble(SESSION, [0, 2, 4])

    assert (joined.path.read_bytes(), joined.size_bytes) == (b"abCDe", 5)
    joined.discard()
    assert len(left(storage)) == 3
    storage.chunks.drop(SESSION, [0, 2, 4])
    storage.chunks.drop(SESSION, [0, 2, 4])
    assert left(storage) == []


def test_a_file_with_a_gap_cannot_be_joined_and_leaves_nothing_staged(
    storage: Storage, folder: Path
) -> None:
    put(storage, 0, b"ab")

    with pytest.raises(NotThere):
        storage.chunks.assemble(SESSION, [0, 2])

    assert list((folder / ".dropslot" / "staging").iterdir()) == []


def test_whatever_there_is_of_a_file_can_be_dropped(storage: Storage) -> None:
    for offset in (0, 2):
        put(storage, offset, b"ab")

    storage.chunks.drop_all(SESSION)

    assert left(storage) == []
