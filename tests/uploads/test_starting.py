"""A start serves what is there, says what is wrong, and sorts what comes behind it."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import time
from pathlib import Path
from shutil import copy, rmtree

import pytest
from apps import MakeApp, close_app
from browsers import become
from command import dropslot
from disks import fill, read_only, small_disk
from dropslot import Dropslot, SettingError
from dropslot.database import schema
from flask import Flask
from flask.testing import FlaskClient
from holding import catalog_of
from pictures import jpeg
from posting import kept, post, send
from program import Program
from signing import signed_in


@pytest.fixture
def location(make_app: MakeApp) -> str:
    """A picture that was kept before; its app has ended."""
    app = make_app()
    location = kept(app.test_client(), "a.jpg", jpeg())
    close_app(app)
    return location


def is_served(client: FlaskClient, location: str) -> bool:
    """Whether a picture is served in every way."""
    name = location.rpartition("/")[2]
    listed = client.get("/uploads/").get_json()["uploads"]
    paths = ("/", location, f"/thumbnails/{name}")
    return [one["name"] for one in listed] == [name] and all(
        client.get(path).status_code == 200 for path in paths
    )


def test_a_read_only_folder_is_served_and_said_to_be_one(
    make_app: MakeApp, folder: Path, location: str, caplog: pytest.LogCaptureFixture
) -> None:
    with read_only(folder):
        client = make_app().test_client()

        assert is_served(client, location)
        assert client.get("/healthz").status_code == 503
        assert post(client, ("b.jpg", jpeg())).status_code == 503
        assert client.delete(location).status_code in (403, 503)
    assert "Read-only file system" in caplog.text
    assert "What is there is served" in caplog.text


def test_a_copy_without_its_empty_folders_is_served_read_only(
    make_app: MakeApp, folder: Path, location: str
) -> None:
    for name in ("staging", "processes"):
        shutil.rmtree(folder / ".dropslot" / name)

    with read_only(folder):
        assert is_served(make_app().test_client(), location)


def test_a_thumbnail_that_cannot_be_made_again_is_the_picture_itself(
    make_app: MakeApp, folder: Path, location: str
) -> None:
    name = location.rpartition("/")[2]
    (folder / ".dropslot" / "thumbnails" / f"{name}.webp").unlink()
    with read_only(folder):
        answer = make_app().test_client().get(f"/thumbnails/{name}")

    assert (answer.mimetype, answer.data) == ("image/jpeg", jpeg())
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_a_crash_left_in_the_log_of_the_catalog_is_served_read_only(
    program: Program, make_app: MakeApp, folder: Path
) -> None:
    program.start()
    send(program, ("a.jpg", jpeg()))
    location = f"/uploads/{program.names()[0]}"
    program.kill()
    (folder / ".dropslot" / "catalog.db-shm").unlink()

    with read_only(folder):
        assert is_served(make_app().test_client(), location)


def test_a_full_disk_is_served_and_gets_room_by_taking_back(
    make_app: MakeApp, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    photo = jpeg(640, 480)
    with small_disk(folder):
        secret = {
            "SECRET_KEY": "the same for both starts",
            "MAX_CONTENT_LENGTH": "1 MB",
        }
        first = make_app(**secret)
        browser = first.test_client()
        location = kept(browser, "a.jpg", photo)
        close_app(first)
        fill(folder)

        app = make_app(**secret)
        client = app.test_client()
        become(client, browser)
        assert is_served(client, location)
        assert client.get("/healthz").status_code == 507
        assert post(client, ("b.jpg", photo)).status_code == 507
        assert "No space left on device" in caplog.text

        assert client.delete(location).status_code == 204
        assert client.get("/uploads/").get_json()["uploads"] == []
        assert post(client, ("c.jpg", jpeg(64, 48))).status_code == 204
        close_app(app)


def test_a_disk_that_fills_up_while_it_serves_gets_room_by_taking_back(
    make_app: MakeApp, folder: Path
) -> None:
    with small_disk(folder):
        app = make_app()
        client = app.test_client()
        location = kept(client, "a.jpg", jpeg(640, 480))
        fill(folder)

        assert post(client, ("b.jpg", jpeg())).status_code == 507
        assert client.delete(location).status_code == 204
        assert post(client, ("b.jpg", jpeg(64, 48))).status_code == 204
        close_app(app)


def test_a_folder_that_is_new_and_cannot_be_used_stops_the_start(
    make_app: MakeApp, folder: Path
) -> None:
    folder.mkdir()
    with read_only(folder), pytest.raises(SettingError, match="Read-only file system"):
        make_app()


def test_the_program_says_at_its_start_what_is_wrong(
    program: Program, folder: Path, location: str
) -> None:
    with read_only(folder):
        program.start()

        assert program.names() == [location.rpartition("/")[2]]
        assert "Warning: No picture can be taken in" in program.stop()


@pytest.mark.parametrize("command", [["check-config"], []])
def test_a_hidden_folder_on_a_mount_of_its_own_is_said_in_one_sentence(
    folder: Path, command: list[str]
) -> None:
    with small_disk(folder / ".dropslot", "4m"):
        ended = dropslot(folder, *command)

    assert ended.returncode == 2
    assert "a mount of its own" in ended.stderr
    assert len([one for one in ended.stderr.splitlines() if "dropslot: " in one]) == 1


def test_a_rehearsal_leaves_nothing(make_app: MakeApp, folder: Path) -> None:
    make_app()

    assert [path.name for path in folder.iterdir()] == [".dropslot"]
    for room in ("staging", "thumbnails", "chunks"):
        assert list((folder / ".dropslot" / room).iterdir()) == []


def test_what_was_made_by_a_clock_ahead_does_not_stay_in_front(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_days_ns = 2 * 24 * 3600 * 10**9
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + two_days_ns)
    first = make_app()
    client = first.test_client()
    for _ in range(3):
        kept(client, "ahead.jpg", jpeg(32, 24))
    close_app(first)
    monkeypatch.undo()
    # Another process knows nothing of the names that this one has made.
    monkeypatch.setattr("dropslot.model.names._last_stamp", 0)

    client = make_app().test_client()
    location = kept(client, "right.jpg", jpeg(32, 24))

    names = [one["name"] for one in client.get("/uploads/").get_json()["uploads"]]
    assert f"/uploads/{names[0]}" == location
    assert len(names) == 4


def test_a_name_from_the_end_of_time_leaves_room_for_others(
    make_app: MakeApp, folder: Path
) -> None:
    name = "ffffffff-ffff-7fff-bfff-ffffffffffff.jpg"
    app = make_app()
    kept(app.test_client(), "a.jpg", jpeg())
    close_app(app)
    (record,) = folder.glob("*.jpg")
    rename(folder, record.name, name)

    kept(make_app().test_client(), "b.jpg", jpeg())


def rename(folder: Path, old: str, new: str) -> None:
    (folder / old).rename(folder / new)
    with catalog_of(folder) as connection:
        connection.execute(schema.uploads.update().values(name=new))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("\u6c49" * 18, id="18 Chinese letters"),
        pytest.param("\u0436" * 25, id="25 Cyrillic letters"),
        pytest.param("\u6c49" * 60, id="60 Chinese letters"),
    ],
)
def test_people_with_long_names_upload_and_take_back(
    make_app: MakeApp, name: str
) -> None:
    ann = signed_in(make_app(ACCESS="private"), name)

    location = kept(ann, "a.jpg", jpeg())

    assert ann.get(location).status_code == 200
    assert ann.delete(location).status_code == 204


def test_an_app_in_a_process_that_multiprocessing_started_sweeps(
    tmp_path: Path, folder: Path
) -> None:
    staging = folder / ".dropslot" / "staging"
    staging.mkdir(parents=True)
    (staging / "left.part").touch()
    script = tmp_path / "spawning.py"
    script.write_text(
        "import multiprocessing\n"
        "def serve():\n"
        "    from dropslot.app import create_app\n"
        f"    create_app({{'DROPSLOT_UPLOAD_PATH': {str(folder)!r}}})\n"
        "if __name__ == '__main__':\n"
        "    child = multiprocessing.get_context('spawn').Process(target=serve)\n"
        "    child.start()\n"
        "    child.join()\n"
    )

    subprocess.run([sys.executable, script], check=True, timeout=60)

    assert list(staging.iterdir()) == []


def test_files_that_the_catalog_does_not_know_are_counted_at_the_start(
    make_app: MakeApp, folder: Path, location: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    photo = folder / location.rpartition("/")[2]
    (folder / "ann").mkdir()
    copy(photo, folder / "ann" / "01890000-0000-7000-8000-000000000000.jpg")
    copy(photo, folder / "IMG_1.JPG")
    (folder / "notes.txt").touch()
    (folder / ".hidden.jpg").touch()

    app = make_app()

    deadline = time.monotonic() + 30
    while "not in the catalog" not in caplog.text:
        assert time.monotonic() < deadline
    assert f"2 pictures in '{folder}' are not in the catalog" in caplog.text
    close_app(app)


def test_a_start_that_fails_lets_go_of_its_folder(folder: Path) -> None:
    app = Flask("host")
    slot = Dropslot(app, settings={"UPLOAD_PATH": folder})
    folder.mkdir()
    with read_only(folder), pytest.raises(SettingError):
        slot.start()
    rmtree(folder)

    slot.start()
    slot.close()
