"""What every store must do, run against each of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree

import pytest
from dropslot.model import NotThere, StorageFailed
from dropslot.settings import read_settings
from dropslot.storage import Staged, Store, open_storage

KEY = "01890000-0000-7000-8000-000000000000.jpg"
LATER = timedelta(hours=1)


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """An empty store."""
    store = open_storage(read_settings({"DROPSLOT_UPLOAD_PATH": folder}))
    yield store
    store.close()


@pytest.mark.parametrize("key", [KEY, f"ann/{KEY}", f"%2E.%2Fbob/{KEY}"])
def test_what_was_kept_can_be_read_until_it_is_removed(store: Store, key: str) -> None:
    _keep(store, key, b"bytes")
    store.keep_thumbnail(key, b"small")

    with store.open(key) as stream, store.open_thumbnail(key) as thumbnail:
        assert (stream.read(), thumbnail.read()) == (b"bytes", b"small")

    store.remove(key)
    with pytest.raises(NotThere):
        store.open(key)
    with pytest.raises(NotThere):
        store.open_thumbnail(key)


def test_what_is_read_stays_readable_while_it_is_removed(store: Store) -> None:
    _keep(store, KEY, b"bytes")

    with store.open(KEY) as stream:
        store.remove(KEY)
        assert stream.read() == b"bytes"


def test_removing_what_is_not_there_is_no_error(store: Store) -> None:
    store.remove(KEY)
    store.settle(KEY)


def test_a_staged_file_counts_its_bytes_and_can_be_forgotten(store: Store) -> None:
    staged = store.stage()
    staged.write(b"12345")
    staged.write(b"678")

    assert staged.size_bytes == 8
    assert staged.path.read_bytes() == b"12345678"

    staged.discard()
    staged.discard()
    assert not staged.path.exists()


def test_a_kept_file_is_not_forgotten_with_its_staging(store: Store) -> None:
    staged = _keep(store, KEY, b"bytes")

    staged.discard()

    with store.open(KEY) as stream:
        assert stream.read() == b"bytes"


def test_what_is_unsettled_is_told_until_it_is_settled(store: Store) -> None:
    store.unsettle(f"ann/{KEY}")

    assert list(store.unsettled(datetime.now(UTC) - LATER)) == []
    assert list(store.unsettled(datetime.now(UTC) + LATER)) == [f"ann/{KEY}"]

    store.settle(f"ann/{KEY}")
    assert list(store.unsettled(datetime.now(UTC) + LATER)) == []


def _keep(store: Store, key: str, body: bytes) -> Staged:
    staged = store.stage()
    staged.write(body)
    store.keep(staged, key)
    return staged


def test_chunks_are_joined_in_their_order_and_stay_until_they_are_forgotten(
    store: Store,
) -> None:
    for index, body in ((1, b"cd"), (2, b"e"), (0, b"ab"), (1, b"CD")):
        staged = store.stage()
        staged.write(body)
        store.put_chunk("group", index, staged)

    joined = store.assemble("group", 3)

    assert (joined.path.read_bytes(), joined.size_bytes) == (b"abCDe", 5)
    assert store.chunks("group") == {0, 1, 2}
    assert list(store.chunk_groups()) == ["group"]
    store.drop_chunks("group")
    store.drop_chunks("group")
    assert store.chunks("group") == set()
    joined.discard()


def test_what_is_not_a_chunk_in_a_group_is_let_be(store: Store, folder: Path) -> None:
    store.put_chunk("group", 0, store.stage())
    partial = folder / ".dropslot" / "partial"
    (partial / "group" / ".nfs0000000001").touch()
    (partial / ".DS_Store").touch()

    assert store.chunks("group") == {0}
    assert list(store.chunk_groups()) == ["group"]
    store.drop_chunks("group")
    assert list(store.chunk_groups()) == []


def test_what_the_disk_refuses_is_told_as_our_own_error(
    store: Store, folder: Path
) -> None:
    rmtree(folder / ".dropslot")
    (folder / ".dropslot").touch()

    for ask in (store.chunk_groups, lambda: store.chunks("group")):
        with pytest.raises(StorageFailed):
            list(ask())


def test_the_room_that_is_left_is_told_where_it_is_known(store: Store) -> None:
    free_bytes = store.free_bytes()

    assert free_bytes is None or free_bytes > 0


def test_a_group_with_a_gap_cannot_be_joined(store: Store) -> None:
    staged = store.stage()
    store.put_chunk("group", 1, staged)

    with pytest.raises(NotThere):
        store.assemble("group", 2)
