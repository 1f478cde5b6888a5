"""What crashes left is removed; what is not ours, or not known, is left alone."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apps import MakeApp, backend_of
from dropslot.uploads import sweep
from dropslot.uploads.sweeper import Swept
from flask import Flask
from holding import holding, make_marks_older, marks_in
from pictures import jpeg
from posting import kept, post
from sending import Sender

NAME = "01890000-0000-7000-8000-000000000000.jpg"


def test_a_start_sweeps_what_a_crash_left(make_app: MakeApp, folder: Path) -> None:
    before = make_app()
    backend = backend_of(before)
    backend.marks.note([NAME])
    backend.sender.close()  # type: ignore[attr-defined]
    staged = folder / ".dropslot" / "staging" / "abc.part"
    staged.write_bytes(b"half")
    (folder / NAME).write_bytes(b"bytes that never got a record")
    age(staged, seconds=5)

    make_app()

    assert not staged.exists()
    assert not (folder / NAME).exists()
    assert marks_in(folder) == []


def test_a_crash_after_the_record_leaves_the_picture(
    make_app: MakeApp, folder: Path
) -> None:
    location = kept(make_app().test_client(), "a.jpg", jpeg())
    name = location.removeprefix("/uploads/")
    mark = folder / ".dropslot" / "unsettled" / name
    mark.parent.mkdir()
    mark.touch()

    second = make_app()
    make_marks_older(folder, hours=2)
    sweep(backend_of(second), datetime.now(UTC))

    assert second.test_client().get(location).status_code == 200
    assert marks_in(folder) == []


def test_a_second_process_leaves_alone_what_the_first_is_doing(
    make_app: MakeApp, folder: Path
) -> None:
    make_app()
    busy = folder / ".dropslot" / "staging" / "busy.part"
    busy.write_bytes(b"still arriving")
    age(busy, seconds=5)

    make_app()

    assert busy.exists()


@pytest.mark.parametrize(
    ("hours", "removed"),
    [pytest.param(23, 0, id="in time"), pytest.param(25, 1, id="too late")],
)
def test_what_nobody_finishes_is_swept_after_a_day(
    app: Flask, folder: Path, hours: int, removed: int
) -> None:
    (folder / ".dropslot" / "staging" / "left.part").write_bytes(b"half")

    swept = sweep(backend_of(app), datetime.now(UTC) + timedelta(hours=hours))

    assert swept == Swept(staged_files=removed, unrecorded_files=0)


def test_nothing_younger_than_a_request_is_swept_whatever_is_set(
    make_app: MakeApp, folder: Path
) -> None:
    app = make_app(PARTIAL_HOURS=0.01)
    client = app.test_client()
    client.get("/")
    sender = Sender(client=client, body=jpeg())
    sender.send(0)
    (folder / ".dropslot" / "staging" / "of another process.part").write_bytes(b"half")

    swept = sweep(backend_of(app), datetime.now(UTC) + timedelta(minutes=59))

    assert swept == Swept(staged_files=0, unrecorded_files=0)
    assert sender.received() == [0]


def test_what_is_being_checked_is_not_swept_however_long_it_takes(app: Flask) -> None:
    with holding(app) as hold, ThreadPoolExecutor() as pool:
        upload = pool.submit(post, app.test_client(), ("a.jpg", jpeg()))
        hold.wait()
        swept = sweep(backend_of(app), datetime.now(UTC) + timedelta(days=3))
        hold.release()

        assert swept == Swept(staged_files=0, unrecorded_files=0)
        assert upload.result().status_code == 204


def test_pictures_that_a_lost_catalog_knew_are_left_where_they_are(
    app: Flask, folder: Path
) -> None:
    (folder / NAME).write_bytes(jpeg())
    age(folder / NAME, seconds=10 * 24 * 3600)

    sweep(backend_of(app), datetime.now(UTC))

    assert (folder / NAME).exists()


def age(*paths: Path, seconds: float) -> None:
    then = time.time() - seconds
    for path in paths:
        os.utime(path, (then, then))
