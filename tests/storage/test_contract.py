"""What every store of bytes must do, run against each of them."""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from buckets import Arriving, arriving_in, opened_bucket
from dropslot.model import NotThere, owner_folder
from dropslot.settings import read_settings
from dropslot.storage import open_storage
from dropslot.storage.contract import Store
from dropslot.storage.folder import FolderStore
from dropslot.storage.keys import chunk_key, session_prefix, thumbnail_key
from services.s3 import Bucket

KEY = "01890000-0000-7000-8000-000000000000.jpg"
OTHER = "01890000-0000-7000-8000-000000000001.jpg"
KEYS = [
    pytest.param(KEY, id="nobody's"),
    pytest.param(f"{owner_folder('ann')}/{KEY}", id="somebody's"),
    pytest.param(f"{owner_folder('../bob?')}/{KEY}", id="of an id with percent signs"),
    pytest.param(f"{owner_folder('c d+e@example.org')}/{KEY}", id="of an address"),
    pytest.param(f"{owner_folder('头像')}/{KEY}", id="of an id in another script"),
    pytest.param(thumbnail_key(KEY), id="a thumbnail"),
    pytest.param(chunk_key("5e55", 1024), id="a chunk"),
]
# Around what is kept in memory, and what is sent at once.
SIZES = [0, 1, 64 * 1024, 64 * 1024 + 1, 3_000_001]


def _folder_store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    folder = tmp_path / "uploads"
    open_storage(read_settings({"DROPSLOT_UPLOAD_PATH": folder})).close()
    return FolderStore(folder)


def _bucket_store(name: str) -> Callable[[pytest.FixtureRequest, Path], Store]:
    def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
        bucket: Bucket = request.getfixturevalue(name)
        patch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")
        return opened_bucket(bucket.environment, bucket.name, tmp_path, patch)

    return opened


@pytest.fixture(
    params=[
        pytest.param(_folder_store, id="folder"),
        pytest.param(_bucket_store("bucket"), id="seaweedfs"),
        pytest.param(_bucket_store("ceph_bucket"), id="ceph"),
    ]
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    store: Store = request.param(request, tmp_path)
    yield store
    store.close()


@pytest.fixture
def arriving(tmp_path: Path) -> Iterator[Arriving]:
    """Makes files that have arrived: ``arriving(b"bytes")``."""
    with arriving_in(tmp_path) as arriving:
        yield arriving


@pytest.mark.parametrize("key", KEYS)
def test_what_was_put_can_be_opened_until_it_is_removed(
    store: Store, arriving: Arriving, key: str
) -> None:
    store.put(arriving(b"bytes"), key)

    with store.open(key) as file:
        assert file.read() == b"bytes"

    store.remove(key)
    with pytest.raises(NotThere):
        store.open(key)


@pytest.mark.parametrize("size_bytes", SIZES)
def test_every_size_comes_back_as_it_was(
    store: Store, arriving: Arriving, size_bytes: int
) -> None:
    body = os.urandom(size_bytes)

    store.put(arriving(body), KEY)

    with store.open(KEY) as file:
        assert file.read() == body


def test_a_large_file_comes_back_as_it_was(store: Store, arriving: Arriving) -> None:
    body = os.urandom(70 * 1024**2)

    store.put(arriving(body), KEY)

    with store.open(KEY) as file:
        assert file.read() == body


def test_what_is_opened_is_a_file_of_this_machine(
    store: Store, arriving: Arriving
) -> None:
    store.put(arriving(b"a" * 100_000), KEY)

    with store.open(KEY, 10) as file:
        assert file.tell() == 0
        assert file.seek(0, os.SEEK_END) == 99_990
        file.seek(99_989)
        assert file.read() == b"a"


@pytest.mark.parametrize(
    ("start", "stop"),
    [
        pytest.param(0, 4, id="the first"),
        pytest.param(2, 5, id="some between"),
        pytest.param(7, None, id="the last"),
        pytest.param(7, 1000, id="more than there are"),
        pytest.param(0, None, id="all"),
        pytest.param(3, 3, id="none between"),
        pytest.param(10, None, id="none at the end"),
        pytest.param(1000, 2000, id="none behind it"),
    ],
)
def test_a_range_is_as_long_as_there_are_bytes_in_it(
    store: Store, arriving: Arriving, start: int, stop: int | None
) -> None:
    body = b"0123456789"
    store.put(arriving(body), KEY)

    with store.open(KEY, start, stop) as file:
        assert file.read() == body[start:stop]


@pytest.mark.parametrize(("start", "stop"), [(0, None), (2, 5), (3, 3), (0, 0)])
def test_no_range_of_what_is_not_there_is_there(
    store: Store, start: int, stop: int | None
) -> None:
    with pytest.raises(NotThere):
        store.open(KEY, start, stop)


@pytest.mark.parametrize("stop", [None, 4])
def test_an_empty_file_has_no_range(
    store: Store, arriving: Arriving, stop: int | None
) -> None:
    store.put(arriving(b""), KEY)

    with store.open(KEY, 0, stop) as file:
        assert file.read() == b""


def test_what_was_there_is_replaced(store: Store, arriving: Arriving) -> None:
    store.put(arriving(b"a longer one"), KEY)

    store.put(arriving(b"another"), KEY)

    with store.open(KEY) as file:
        assert file.read() == b"another"
    assert list(store.list()) == [KEY]


def test_of_two_that_are_put_at_once_one_is_there_whole(
    store: Store, arriving: Arriving
) -> None:
    bodies = [bytes([number]) * 500_000 for number in range(4)]
    staged = [arriving(body) for body in bodies]

    with ThreadPoolExecutor() as threads:
        list(threads.map(lambda one: store.put(one, KEY), staged))

    with store.open(KEY) as file:
        assert file.read() in bodies


def test_what_is_open_stays_readable_while_it_is_removed(
    store: Store, arriving: Arriving
) -> None:
    store.put(arriving(b"bytes"), KEY)

    with store.open(KEY) as file:
        store.remove(KEY)
        assert file.read() == b"bytes"


def test_what_was_put_is_not_discarded_with_its_file(
    store: Store, arriving: Arriving
) -> None:
    staged = arriving(b"bytes")
    store.put(staged, KEY)

    staged.discard()

    with store.open(KEY) as file:
        assert file.read() == b"bytes"


def test_to_remove_what_is_not_there_is_no_error(
    store: Store, arriving: Arriving
) -> None:
    store.remove(KEY)
    store.remove(f"ann/{KEY}")
    store.put(arriving(b"bytes"), f"ann/{KEY}")
    store.remove(f"ann/{KEY}")

    store.remove(f"ann/{KEY}")

    assert list(store.list()) == []


def test_to_remove_one_leaves_the_others(store: Store, arriving: Arriving) -> None:
    for key in (KEY, OTHER, f"ann/{KEY}", thumbnail_key(KEY)):
        store.put(arriving(b"bytes"), key)

    store.remove(KEY)

    assert sorted(store.list()) == [OTHER, f"ann/{KEY}"]
    assert list(store.list(".dropslot/")) == [thumbnail_key(KEY)]


def test_a_list_shows_what_is_ours_alone_only_where_it_is_named(
    store: Store, arriving: Arriving
) -> None:
    percent = owner_folder("../bob")
    pictures = [f"{percent}/{KEY}", KEY, f"ann/{KEY}", f"ann/{OTHER}"]
    chunks = [chunk_key("5e55", 0), chunk_key("5e55", 1024)]
    for key in [*pictures, *chunks, chunk_key("5e550", 0), thumbnail_key(KEY)]:
        store.put(arriving(b"bytes"), key)

    assert sorted(store.list()) == sorted(pictures)
    assert sorted(store.list("ann/")) == [f"ann/{KEY}", f"ann/{OTHER}"]
    assert sorted(store.list(percent)) == [f"{percent}/{KEY}"]
    assert sorted(store.list(session_prefix("5e55"))) == chunks
    assert list(store.list("nobody/")) == []


def test_a_list_tells_sizes_each_folder_in_order(
    store: Store, arriving: Arriving
) -> None:
    # By keys, "ann-1/" comes before "ann/"; by folders behind it.
    folders = ["", "ann/", "ann-1/", "0189/"]
    keys = [f"{folder}{name}" for folder in folders for name in (KEY, OTHER)]
    for size_bytes, key in enumerate(keys):
        store.put(arriving(bytes(size_bytes)), key)
    store.put(arriving(b"hidden"), thumbnail_key(KEY))

    listed = list(store.listed())

    assert dict(listed) == {key: size for size, key in enumerate(keys)}
    for folder in folders:
        of_folder = [key for key, _ in listed if key.rpartition("/")[0] + "/" == folder]
        assert of_folder == sorted(of_folder)
    assert list(store.listed(".dropslot/")) == [(thumbnail_key(KEY), 6)]


@pytest.mark.parametrize("size_bytes", SIZES)
def test_the_size_of_a_key_is_known(
    store: Store, arriving: Arriving, size_bytes: int
) -> None:
    with pytest.raises(NotThere):
        store.size_bytes(KEY)

    store.put(arriving(bytes(size_bytes)), KEY)

    assert store.size_bytes(KEY) == size_bytes


def test_bytes_are_appended_to_what_is_arriving(
    store: Store, arriving: Arriving
) -> None:
    bodies = [b"first, ", b"", os.urandom(300_000)]
    for offset, body in enumerate(bodies):
        store.put(arriving(body), chunk_key("5e55", offset))
    staged = arriving(b"head ")

    for offset in range(len(bodies)):
        store.append_to(staged, chunk_key("5e55", offset))

    staged.close()
    whole = b"head " + b"".join(bodies)
    assert (staged.path.read_bytes(), staged.size_bytes) == (whole, len(whole))


def test_what_is_not_there_cannot_be_appended(store: Store, arriving: Arriving) -> None:
    staged = arriving(b"head")

    with pytest.raises(NotThere):
        store.append_to(staged, chunk_key("5e55", 0))

    assert staged.size_bytes == 4


@pytest.mark.parametrize("key", KEYS)
def test_what_is_handed_over_can_be_fetched(
    store: Store, arriving: Arriving, key: str
) -> None:
    store.put(arriving(b"0123456789"), key)

    if address := store.hand_over(key):
        asked = urllib.request.Request(address, headers={"Range": "bytes=2-4"})
        with urllib.request.urlopen(asked) as answer:
            assert (answer.status, answer.read()) == (206, b"234")


def test_to_try_it_leaves_nothing(store: Store) -> None:
    store.ready()
    store.probe()

    assert [*store.list(), *store.list(".dropslot/")] == []


def test_the_room_that_is_left_is_told_where_it_is_known(store: Store) -> None:
    free_bytes = store.free_bytes()

    assert free_bytes is None or free_bytes > 0
