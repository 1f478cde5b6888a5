"""A picture that hurts its checker is refused, and the next one is checked as ever."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dropslot.images import CheckerPool
from dropslot.images import checker_process as process_module
from dropslot.model import CheckFailed, NotAnImage, StorageFailed, UploadError
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
    """A picture whose bytes never come: whoever reads it hangs, and does nothing."""
    path = tmp_path / "endless.jpg"
    os.mkfifo(path)
    return path


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A good picture that takes half a second and more memory than there is."""
    path = tmp_path / "large.png"
    path.write_bytes(flat_png(9_000, 9_000))
    return path


MakePool = Callable[..., CheckerPool]


@pytest.fixture
def make_pool() -> Iterator[MakePool]:
    """Makes pools of one checker, with little patience."""
    pools: list[CheckerPool] = []

    def make(seconds: float = 1, memory_bytes: int = 256 * 1024**2) -> CheckerPool:
        settings = read_settings(
            {
                "DROPSLOT_CHECK_PROCESSES": 1,
                "DROPSLOT_CHECK_SECONDS": seconds,
                "DROPSLOT_CHECK_MEMORY": memory_bytes,
            }
        )
        pools.append(CheckerPool(settings))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture
def checkers(make_pool: MakePool) -> CheckerPool:
    """One checker, with little patience and little memory."""
    return make_pool()


def test_a_check_that_takes_too_much_of_a_processor_is_ended(
    make_pool: MakePool, large: Path, photo: Path
) -> None:
    checkers = make_pool(seconds=0.1, memory_bytes=1024**3)

    with pytest.raises(NotAnImage) as refusal:
        checkers.check(large, ".png")

    assert refusal.value.variant == "too-complex"
    assert checkers.check(photo, ".jpg").width_px


def test_a_check_that_hangs_without_working_is_not_the_pictures_fault(
    make_pool: MakePool,
    endless: Path,
    photo: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    checkers = make_pool()
    monkeypatch.setattr(checkers, "_wall_seconds", 0.2)

    with pytest.raises(CheckFailed):
        checkers.check(endless, ".jpg")

    assert checkers.check(photo, ".jpg").width_px
    assert [record.levelname for record in caplog.records] == ["WARNING"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP])
def test_a_checker_that_is_ended_or_stopped_while_it_rests_is_replaced(
    checkers: CheckerPool, photo: Path, number: signal.Signals
) -> None:
    checkers.check(photo, ".jpg")

    os.kill(checkers.pids[0], number)

    assert checkers.check(photo, ".jpg").width_px


def test_checkers_that_are_killed_again_and_again_refuse_nothing_for_good(
    checkers: CheckerPool, endless: Path, photo: Path
) -> None:
    checkers.check(photo, ".jpg")
    refusals: list[UploadError] = []
    checking = threading.Thread(target=_check, args=[checkers, endless, refusals])
    checking.start()

    while checking.is_alive():
        for pid in checkers.pids:
            os.kill(pid, signal.SIGKILL)
        checking.join(0.01)

    assert [type(refusal) for refusal in refusals] == [CheckFailed]
    assert checkers.check(photo, ".jpg").width_px


def test_a_picture_that_crashes_its_checker_is_refused(
    checkers: CheckerPool, endless: Path, photo: Path
) -> None:
    checkers.check(photo, ".jpg")
    refusals: list[UploadError] = []
    checking = threading.Thread(target=_check, args=[checkers, endless, refusals])
    checking.start()

    # One that had pictures before may have been hurt by those, so another one tries.
    while checking.is_alive():
        for pid in checkers.pids:
            os.kill(pid, signal.SIGSEGV)
        checking.join(0.01)

    assert [refusal.key for refusal in refusals] == ["error.invalid-image.too-complex"]
    assert checkers.check(photo, ".jpg").width_px


def test_what_takes_too_much_memory_is_said_so_and_takes_it_from_nobody(
    checkers: CheckerPool, large: Path, photo: Path
) -> None:
    with pytest.raises(NotAnImage) as refusal:
        checkers.check(large, ".png")

    assert refusal.value.variant == "too-much-memory"
    assert checkers.check(photo, ".jpg").width_px


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="Linux only")
def test_what_a_checker_has_no_memory_for_is_checked_by_another(
    checkers: CheckerPool, photo: Path, tmp_path: Path
) -> None:
    checkers.check(photo, ".jpg")
    (before,) = checkers.pids
    # As after pictures that left little of it.
    resource.prlimit(
        before, resource.RLIMIT_AS, (_size_bytes(before) + 8 * 1024**2, -1)
    )
    wide = tmp_path / "wide.png"
    wide.write_bytes(flat_png(5_000, 2_000))

    assert checkers.check(wide, ".png").width_px == 5_000
    assert checkers.pids != [before]


def test_a_file_that_cannot_be_read_is_the_stores_fault(
    checkers: CheckerPool, tmp_path: Path
) -> None:
    with pytest.raises(StorageFailed):
        checkers.check(tmp_path / "gone.jpg", ".jpg")


def test_a_system_that_limits_no_memory_checks_all_the_same(
    tmp_path: Path, photo: Path
) -> None:
    script = tmp_path / "checker.py"
    script.write_text(
        "import resource\n"
        "def refuse(*_): raise ValueError('current limit exceeds maximum limit')\n"
        "resource.setrlimit = refuse\n"
        "from dropslot.images.checker_child import main\n"
        "main()\n"
    )
    told = {"max_pixels": 10**6, "max_frames": 1, "cpu_seconds": 5, "memory_bytes": 1}

    ended = subprocess.run(
        [sys.executable, str(script), json.dumps(told)],
        input=f'{{"path": "{photo}", "extension": ".jpg"}}\n',
        capture_output=True,
        text=True,
        check=True,
    )

    ready, answer = ended.stdout.splitlines()
    assert '"limited": false' in ready
    assert '"width_px": 320' in answer


@pytest.mark.parametrize(
    "server",
    [
        pytest.param("/usr/sbin/uwsgi", id="a server's own binary"),
        pytest.param("", id="nothing"),
        pytest.param(None, id="none"),
        pytest.param("/nowhere/python3", id="one that is not there"),
    ],
)
def test_whatever_serves_checkers_are_started_by_python(
    make_pool: MakePool, photo: Path, monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    monkeypatch.setattr(sys, "executable", server)

    assert make_pool().check(photo, ".jpg").width_px


def test_a_python_that_cannot_load_us_is_passed_over(
    make_pool: MakePool, tmp_path: Path, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "python3"
    other.write_text("#!/bin/sh\nexit 1\n")
    other.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(other))

    assert make_pool().check(photo, ".jpg").width_px


def test_where_there_is_no_python_it_is_said_so(
    make_pool: MakePool,
    photo: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process_module, "interpreters", list)

    with pytest.raises(CheckFailed) as failure:
        make_pool().check(photo, ".jpg")

    # Whoever answers for it logs it.
    assert "no Python interpreter was found" in str(failure.value.__cause__)


def test_a_checker_knows_none_of_the_servers_secrets(
    checkers: CheckerPool, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DROPSLOT_SECRET_KEY", "hush")

    checkers.check(photo, ".jpg")

    (pid,) = checkers.pids
    assert b"hush" not in Path(f"/proc/{pid}/environ").read_bytes()


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


def test_a_server_that_forks_has_checkers_of_its_own(
    checkers: CheckerPool, photo: Path
) -> None:
    checkers.check(photo, ".jpg")
    ours = checkers.pids

    child = os.fork()
    if not child:
        is_right = checkers.check(photo, ".jpg").width_px and checkers.pids != ours
        checkers.close()
        os._exit(0 if is_right else 1)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert checkers.check(photo, ".jpg").width_px
    assert checkers.pids == ours


def test_no_process_stays_when_the_pool_is_closed(
    checkers: CheckerPool, photo: Path
) -> None:
    checkers.check(photo, ".jpg")
    (pid,) = checkers.pids

    checkers.close()

    assert not Path(f"/proc/{pid}").exists()


def _check(checkers: CheckerPool, path: Path, refusals: list[UploadError]) -> None:
    try:
        checkers.check(path, ".jpg")
    except UploadError as error:
        refusals.append(error)


def _size_bytes(pid: int) -> int:
    """What counts against the limit of a process's address space (proc(5), statm)."""
    pages = Path(f"/proc/{pid}/statm").read_text().split()[0]
    return int(pages) * resource.getpagesize()
