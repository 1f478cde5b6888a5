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
from dropslot.errors import NotAnImage, UploadError
from dropslot.inspectors import Inspectors
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
def inspectors() -> Iterator[Inspectors]:
    """One checking process, with little patience and little memory."""
    settings = read_settings(
        {
            "DROPSLOT_CHECK_PROCESSES": 1,
            "DROPSLOT_CHECK_SECONDS": 1,
            "DROPSLOT_CHECK_MEMORY": 256 * 1024**2,
        }
    )
    inspectors = Inspectors(settings)
    yield inspectors
    inspectors.close()


def test_a_checker_that_hangs_is_ended_at_its_deadline(
    inspectors: Inspectors, photo: Path, endless: Path
) -> None:
    with pytest.raises(NotAnImage) as refusal:
        inspectors.check(endless, ".jpg")

    assert refusal.value.variant == "too-complex"
    assert inspectors.check(photo, ".jpg").width_px


def test_a_checker_that_crashes_takes_nothing_else_down(
    inspectors: Inspectors, photo: Path, endless: Path
) -> None:
    inspectors.check(photo, ".jpg")
    (child,) = multiprocessing.active_children()
    refusals: list[UploadError] = []
    checking = threading.Thread(target=_check, args=[inspectors, endless, refusals])
    checking.start()
    time.sleep(0.2)

    os.kill(child.pid or 0, signal.SIGSEGV)
    checking.join()

    assert [refusal.variant for refusal in refusals] == ["too-complex"]
    assert inspectors.check(photo, ".jpg").width_px


def test_a_checker_that_is_ended_while_it_rests_is_replaced(
    inspectors: Inspectors, photo: Path
) -> None:
    inspectors.check(photo, ".jpg")
    (child,) = multiprocessing.active_children()

    child.kill()
    child.join()

    assert inspectors.check(photo, ".jpg").width_px


def test_a_checker_that_bloats_meets_its_memory_limit(
    inspectors: Inspectors, photo: Path, tmp_path: Path
) -> None:
    large = tmp_path / "large.png"
    large.write_bytes(flat_png(9_000, 9_000))

    with pytest.raises(NotAnImage) as refusal:
        inspectors.check(large, ".png")

    assert refusal.value.variant == "too-complex"
    assert inspectors.check(photo, ".jpg").width_px


def _check(inspectors: Inspectors, path: Path, refusals: list[UploadError]) -> None:
    try:
        inspectors.check(path, ".jpg")
    except UploadError as error:
        refusals.append(error)


def test_a_script_without_a_main_guard_is_not_run_again_in_the_children(
    tmp_path: Path, photo: Path
) -> None:
    script = tmp_path / "host.py"
    script.write_text(
        "from pathlib import Path\n"
        "from dropslot.inspectors import Inspectors\n"
        "from dropslot.settings import read_settings\n"
        "print('started')\n"
        "inspectors = Inspectors(read_settings({}))\n"
        f"print(inspectors.check(Path({str(photo)!r}), '.jpg').width_px)\n"
        "inspectors.close()\n"
    )

    ended = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True
    )

    assert ended.stdout == "started\n320\n"
