"""A picture that hurts its checker is refused, and the next one is checked as ever."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from dropslot.images import CheckerPool
from dropslot.model import NotAnImage, UploadError
from dropslot.settings import read_settings
from pictures import flat_png, jpeg


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A good photo on disk."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg())
    return path


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A picture whose bytes never come: whoever reads it hangs."""
    path = tmp_path / "endless.jpg"
    os.mkfifo(path)
    return path


@pytest.fixture
def checkers() -> Iterator[CheckerPool]:
    """One checking process, with little patience and little memory."""
    settings = read_settings(
        {
            "DROPSLOT_CHECK_PROCESSES": 1,
            "DROPSLOT_CHECK_SECONDS": 1,
            "DROPSLOT_CHECK_MEMORY": 256 * 1024**2,
        }
    )
    checkers = CheckerPool(settings)
    yield checkers
    checkers.close()


def test_a_checker_that_hangs_is_ended_at_its_deadline(
    checkers: CheckerPool, photo: Path, endless: Path
) -> None:
    with pytest.raises(NotAnImage) as refusal:
        checkers.check(endless, ".jpg")

    assert refusal.value.variant == "too-complex"
    assert checkers.check(photo, ".jpg").width_px


def test_a_checker_that_crashes_takes_nothing_else_down(
    checkers: CheckerPool, photo: Path, endless: Path
) -> None:
    checkers.check(photo, ".jpg")
    (child,) = multiprocessing.active_children()
    refusals: list[UploadError] = []
    checking = threading.Thread(target=_check, args=[checkers, endless, refusals])
    checking.start()
    time.sleep(0.2)

    os.kill(child.pid or 0, signal.SIGSEGV)
    checking.join()

    assert [refusal.variant for refusal in refusals] == ["too-complex"]
    assert checkers.check(photo, ".jpg").width_px


def test_a_checker_that_is_ended_while_it_rests_is_replaced(
    checkers: CheckerPool, photo: Path
) -> None:
    checkers.check(photo, ".jpg")
    (child,) = multiprocessing.active_children()

    child.kill()
    child.join()

    assert checkers.check(photo, ".jpg").width_px


def test_a_checker_that_bloats_meets_its_memory_limit(
    checkers: CheckerPool, photo: Path, tmp_path: Path
) -> None:
    large = tmp_path / "large.png"
    large.write_bytes(flat_png(9_000, 9_000))

    with pytest.raises(NotAnImage) as refusal:
        checkers.check(large, ".png")

    assert refusal.value.variant == "too-much-memory"
    assert checkers.check(photo, ".jpg").width_px


def _check(checkers: CheckerPool, path: Path, refusals: list[UploadError]) -> None:
    try:
        checkers.check(path, ".jpg")
    except UploadError as error:
        refusals.append(error)


def test_a_script_without_a_main_guard_is_not_run_again_in_the_children(
    tmp_path: Path, photo: Path
) -> None:
    script = tmp_path / "host.py"
    script.write_text(
        "from pathlib import Path\n"
        "from dropslot.images import CheckerPool\n"
        "from dropslot.settings import read_settings\n"
        "print('started')\n"
        "checkers = CheckerPool(read_settings({}))\n"
        f"print(checkers.check(Path({str(photo)!r}), '.jpg').width_px)\n"
        "checkers.close()\n"
    )

    ended = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True
    )

    assert ended.stdout == "started\n320\n"
