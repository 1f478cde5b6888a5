"""What every store must do, run against each of them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from socket import AF_UNIX, socket
from urllib.parse import quote

import pytest
from dropslot.model import NotThere, StorageFailed, owner_folder
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
    partial = folder / ".dropslot" / "chunks"
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


def put_a_pipe(place: Path) -> None:
    os.mkfifo(place)


def put_a_link(place: Path) -> None:
    place.symlink_to("/etc/hostname")


def put_a_socket(place: Path) -> None:
    with socket(AF_UNIX) as one:
        one.bind(str(place))


Putter = Callable[[Path], None]
PUTTERS = [
    pytest.param(put_a_pipe, id="a pipe"),
    pytest.param(put_a_link, id="a link"),
    pytest.param(put_a_socket, id="a socket"),
    pytest.param(Path.mkdir, id="a folder"),
]


@pytest.mark.parametrize("put", PUTTERS)
def test_what_somebody_has_put_in_the_place_of_a_file_is_not_opened(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, put: Putter
) -> None:
    # A socket's address may have 108 bytes.
    monkeypatch.chdir(folder)
    put(Path(KEY))
    put(Path(".dropslot", "thumbnails", f"{KEY}.webp"))

    for opened in (store.open, store.open_thumbnail):
        with pytest.raises(NotThere):
            opened(KEY)
    assert list(store.keys()) == []


@pytest.mark.parametrize("put", PUTTERS)
def test_what_is_put_among_chunks_is_none(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, put: Putter
) -> None:
    store.put_chunk("group", 0, store.stage())
    monkeypatch.chdir(folder / ".dropslot" / "chunks")
    put(Path("group", "1"))

    assert store.chunks("group") == {0}
    with pytest.raises(NotThere):
        store.assemble("group", 2)


def test_an_upload_folder_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (tmp_path / "link").symlink_to(folder)

    store = open_storage(read_settings({"DROPSLOT_UPLOAD_PATH": tmp_path / "link"}))
    _keep(store, KEY, b"bytes")
    store.close()

    assert (folder / KEY).read_bytes() == b"bytes"


@pytest.mark.parametrize(
    "owner",
    [
        pytest.param("\u6c49" * 18, id="18 Chinese letters"),
        pytest.param("\u0436" * 33, id="33 Cyrillic letters"),
        pytest.param("a" * 200, id="200 letters"),
        pytest.param("\u6c49" * 200, id="more than a folder's name may have"),
        pytest.param("a/b,c%2Fd", id="slash, comma and percent"),
    ],
)
def test_the_mark_of_any_owners_key_can_be_set_and_is_told(
    store: Store, owner: str
) -> None:
    key = f"{owner_folder(owner)}/{KEY}"

    store.unsettle(key)

    assert list(store.unsettled(datetime.now(UTC) + LATER)) == [key]
    store.settle(key)
    assert list(store.unsettled(datetime.now(UTC) + LATER)) == []


@pytest.mark.parametrize("owner", ["ann", "Ann Example", ".\u00e9t\u00e9/x", None])
def test_a_mark_of_an_earlier_version_is_told_and_settled(
    store: Store, folder: Path, owner: str | None
) -> None:
    key = f"{owner_folder(owner)}/{KEY}" if owner else KEY
    (folder / ".dropslot" / "unsettled" / quote(key, safe="")).touch()

    assert list(store.unsettled(datetime.now(UTC) + LATER)) == [key]
    store.settle(key)
    assert list((folder / ".dropslot" / "unsettled").iterdir()) == []


def test_what_a_live_request_stages_is_not_swept_whatever_the_clock_says(
    store: Store,
) -> None:
    staged = store.stage()
    os.utime(staged.path, (0, 0))

    assert store.sweep_staging(datetime.now(UTC) + LATER) == 0
    assert staged.path.exists()
    staged.discard()


def test_what_is_marked_after_the_clock_was_set_back_is_no_crashs(
    store: Store, folder: Path
) -> None:
    store.unsettle(KEY)
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(folder / ".dropslot" / "unsettled" / KEY, (two_days_ago, two_days_ago))

    then = datetime.fromtimestamp(two_days_ago, UTC)
    assert list(store.unsettled(then - LATER)) == []


def test_all_chunks_are_counted_by_their_bytes(store: Store) -> None:
    for index, body in ((0, b"12345"), (1, b"678"), (1, b"6789")):
        staged = store.stage()
        staged.write(body)
        store.put_chunk("group", index, staged)

    assert store.chunk_bytes() == 9
    store.drop_chunks("group")
    assert store.chunk_bytes() == 0


def test_what_is_not_wanted_any_more_fails_nobody(store: Store, folder: Path) -> None:
    staged = store.stage()
    rmtree(folder / ".dropslot" / "staging")
    (folder / ".dropslot" / "staging").touch()

    staged.discard()
