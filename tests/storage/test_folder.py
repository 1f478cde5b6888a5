"""What only a folder has to bear: what others put into it, and links to it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from socket import AF_UNIX, socket

import pytest
from dropslot.model import NotThere
from dropslot.settings import read_settings
from dropslot.storage import Storage, folder_id, open_storage, thumbnail_key

KEY = "01890000-0000-7000-8000-000000000000.jpg"


@pytest.fixture
def storage(folder: Path) -> Iterator[Storage]:
    """An empty folder."""
    storage = open_storage(read_settings({"DROPSLOT_UPLOAD_PATH": folder}))
    yield storage
    storage.close()


def put_a_pipe(place: Path) -> None:
    os.mkfifo(place)


def put_a_link(place: Path) -> None:
    place.symlink_to("/etc/hostname")


def put_a_socket(place: Path) -> None:
    with socket(AF_UNIX) as one:
        one.bind(str(place))


@pytest.mark.parametrize(
    "put",
    [
        pytest.param(put_a_pipe, id="a pipe"),
        pytest.param(put_a_link, id="a link"),
        pytest.param(put_a_socket, id="a socket"),
        pytest.param(Path.mkdir, id="a folder"),
    ],
)
def test_what_somebody_has_put_in_the_place_of_a_file_is_not_opened(
    storage: Storage,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    put: Callable[[Path], None],
) -> None:
    # A socket's address may have 108 bytes.
    monkeypatch.chdir(folder)
    put(Path(KEY))
    put(Path(thumbnail_key(KEY)))

    for key in (KEY, thumbnail_key(KEY)):
        with pytest.raises(NotThere):
            storage.store.open(key)
    assert list(storage.store.list()) == []


def test_a_thumbnail_that_a_power_cut_left_empty_is_not_there(
    storage: Storage, folder: Path
) -> None:
    (folder / thumbnail_key(KEY)).touch()

    with pytest.raises(NotThere):
        storage.store.open(thumbnail_key(KEY))


def test_an_upload_folder_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (tmp_path / "link").symlink_to(folder)

    storage = open_storage(read_settings({"DROPSLOT_UPLOAD_PATH": tmp_path / "link"}))
    staged = storage.staging.new()
    staged.write(b"bytes")
    storage.store.put(staged, KEY)
    storage.close()

    assert (folder / KEY).read_bytes() == b"bytes"


def test_an_id_that_a_power_cut_left_empty_is_made_again(
    storage: Storage, folder: Path
) -> None:
    path = folder / ".dropslot" / "id"
    path.touch()
    os.utime(path, (0, 0))

    known = folder_id(folder)

    assert known
    assert folder_id(folder) == known
