"""What is arriving: counted, forgotten, and told from what a crash left."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree

import pytest
from dropslot.model import StorageFailed
from dropslot.storage.staging import FolderStaging

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LATER = timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where files arrive."""
    folder = tmp_path / "staging"
    folder.mkdir()
    return folder


@pytest.fixture
def staging(folder: Path) -> Iterator[FolderStaging]:
    """An empty one."""
    staging = FolderStaging(folder)
    yield staging
    staging.close()


def staged_by_another(folder: Path, *, lives: bool) -> Path:
    """What another process has staged, which lives or was killed since."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        staging = FolderStaging(folder)
        staged = staging.new()
        os.write(writing, staged.path.name.encode())
        signal.pause()
    path = folder / os.read(reading, 1000).decode()
    if not lives:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    else:
        _living.append(child)
    return path


_living: list[int] = []


@pytest.fixture(autouse=True)
def the_living_end() -> Iterator[None]:
    """Ends what a test left alive."""
    yield
    while _living:
        os.kill(_living[-1], signal.SIGKILL)
        os.waitpid(_living.pop(), 0)


def test_a_staged_file_counts_its_bytes_and_can_be_forgotten(
    staging: FolderStaging,
) -> None:
    staged = staging.new()
    staged.write(b"12345")
    staged.write(b"678")

    assert staged.size_bytes == 8
    assert staged.path.read_bytes() == b"12345678"

    staged.discard()
    staged.discard()
    assert not staged.path.exists()


def test_what_a_live_request_stages_is_not_swept_whatever_the_clock_says(
    staging: FolderStaging,
) -> None:
    staged = staging.new()
    os.utime(staged.path, (0, 0))

    assert staging.sweep(datetime.now(UTC) + LATER) == 0
    assert staged.path.exists()
    staged.discard()


def test_what_a_killed_process_left_is_swept_at_once(
    staging: FolderStaging, folder: Path
) -> None:
    left = staged_by_another(folder, lives=False)

    assert staging.sweep(LONG_AGO) == 1
    assert not left.exists()


def test_what_a_living_process_stages_is_not_swept(folder: Path) -> None:
    arriving = staged_by_another(folder, lives=True)

    staging = FolderStaging(folder)

    assert staging.alone_since is None
    assert staging.sweep(LONG_AGO) == 0
    assert arriving.exists()
    staging.close()


def test_who_comes_when_all_others_have_ended_is_alone(folder: Path) -> None:
    staged_by_another(folder, lives=False)

    staging = FolderStaging(folder)

    assert staging.alone_since is not None
    staging.close()


def test_what_was_forked_may_end_while_the_one_that_it_came_from_goes_on(
    staging: FolderStaging, folder: Path
) -> None:
    arriving = staging.new()
    child = os.fork()
    if child == 0:
        staging.close()
        os._exit(0)
    os.waitpid(child, 0)

    other = FolderStaging(folder)

    assert other.alone_since is None
    assert other.sweep(LONG_AGO) == 0
    assert arriving.path.exists()
    other.close()
    arriving.discard()


def test_what_is_not_wanted_any_more_fails_nobody(
    staging: FolderStaging, folder: Path
) -> None:
    staged = staging.new()
    rmtree(folder)
    folder.touch()

    staged.discard()


def test_a_folder_that_is_gone_is_told_as_our_own_error(
    staging: FolderStaging, folder: Path
) -> None:
    folder.rmdir()

    for ask in (staging.new, staging.ready, staging.free_bytes):
        with pytest.raises(StorageFailed):
            ask()
