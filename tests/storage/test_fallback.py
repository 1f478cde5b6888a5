"""While pictures move, two stores are one: kept in the one, found in both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from buckets import Arriving, arriving_in
from dropslot.model import NotThere, StorageFailed
from dropslot.settings import read_settings
from dropslot.storage import FallbackStore, open_storage
from dropslot.storage.folder import FolderStore

OLD, NEW, BOTH = "old.jpg", "new.jpg", "both.jpg"


@pytest.fixture
def arriving(tmp_path: Path) -> Iterator[Arriving]:
    """Makes files that have arrived: ``arriving(b"bytes")``."""
    with arriving_in(tmp_path) as arriving:
        yield arriving


def opened(folder: Path) -> FolderStore:
    open_storage(read_settings({"DROPSLOT_UPLOAD_PATH": folder})).close()
    return FolderStore(folder)


@pytest.fixture
def store(tmp_path: Path, arriving: Arriving) -> FallbackStore:
    """Two folders; one picture is in each of them, and one in both."""
    now, before = opened(tmp_path / "now"), opened(tmp_path / "before")
    for key, body in ((NEW, b"new"), (BOTH, b"now")):
        now.put(arriving(body), key)
    for key, body in ((OLD, b"older"), (BOTH, b"before")):
        before.put(arriving(body), key)
    return FallbackStore(now, before)


@pytest.mark.parametrize(
    ("key", "body"), [(OLD, b"older"), (NEW, b"new"), (BOTH, b"now")]
)
def test_what_is_in_one_of_them_is_found_the_new_one_first(
    store: FallbackStore, arriving: Arriving, key: str, body: bytes
) -> None:
    with store.open(key) as file:
        assert file.read() == body
    with store.open(key, 1, 3) as file:
        assert file.read() == body[1:3]
    assert store.size_bytes(key) == len(body)
    staged = arriving(b"head ")
    store.append_to(staged, key)
    staged.close()
    assert staged.path.read_bytes() == b"head " + body


def test_what_is_in_none_is_not_there(store: FallbackStore, arriving: Arriving) -> None:
    for look in (store.open, store.size_bytes):
        with pytest.raises(NotThere):
            look("none.jpg")
    with pytest.raises(NotThere):
        store.append_to(arriving(b""), "none.jpg")


def test_what_comes_is_put_into_the_new_one(
    store: FallbackStore, arriving: Arriving
) -> None:
    store.put(arriving(b"again"), OLD)

    assert store.now.size_bytes(OLD) == store.before.size_bytes(OLD) == 5
    with store.open(OLD) as file:
        assert file.read() == b"again"


@pytest.mark.parametrize("key", [OLD, NEW, BOTH])
def test_what_is_removed_is_removed_from_both(store: FallbackStore, key: str) -> None:
    store.remove(key)

    assert key not in [*store.now.list(), *store.before.list()]


def test_a_list_has_what_both_have(store: FallbackStore) -> None:
    assert set(store.list()) == {OLD, NEW, BOTH}
    assert {key for key, _ in store.listed()} == {OLD, NEW, BOTH}


def test_no_address_is_handed_over_that_might_not_be_there(
    store: FallbackStore,
) -> None:
    assert store.hand_over(NEW) is None


def test_to_try_it_is_to_try_the_new_one(store: FallbackStore, tmp_path: Path) -> None:
    store.probe()
    store.ready()
    (tmp_path / "now" / ".dropslot").rename(tmp_path / "gone")

    with pytest.raises(StorageFailed):
        store.ready()
