"""A folder of version 0.1.0 goes on with everything that was in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from apps import MakeApp, backend_of
from disks import read_only
from dropslot.uploads import sweep
from first_version import turn_back
from flask import Flask
from flask.testing import FlaskClient
from holding import make_marks_older, marks_in
from pictures import jpeg
from posting import kept
from sending import Sender
from signing import add_person, sign_in

NAME = "01890000-0000-7000-8000-000000000000.jpg"


@pytest.fixture
def before(make_app: MakeApp) -> Flask:
    """The app that was there before; it is closed when it is asked for more."""
    return make_app()


def upgraded(before: Flask, folder: Path) -> None:
    """Close it, and leave its folder as 0.1.0 would have."""
    backend_of(before).sender.close()  # type: ignore[attr-defined]
    turn_back(folder)


def browser_of(before: FlaskClient, app: Flask) -> FlaskClient:
    """The same browser, at the app that came since."""
    client = app.test_client()
    for cookie in (before._cookies or {}).values():
        client.set_cookie(cookie.key, cookie.value, path=cookie.path)
    return client


def test_pictures_people_and_their_browsers_stay(
    before: Flask, make_app: MakeApp, folder: Path
) -> None:
    client = before.test_client()
    location = kept(client, "头像.jpg", jpeg())
    add_person(before, "ann")
    upgraded(before, folder)

    app = make_app()

    client = browser_of(client, app)
    (listed,) = client.get("/uploads/").get_json()["uploads"]
    assert (listed["title"], listed["mine"]) == ("头像.jpg", True)
    assert client.get(location).data == jpeg()
    assert client.delete(location).status_code == 204
    assert sign_in(app.test_client(), "ann").status_code == 303


def test_an_unfinished_file_goes_on_where_it_was(
    before: Flask, make_app: MakeApp, folder: Path
) -> None:
    sender = Sender(client=before.test_client(), body=jpeg())
    for index in (0, sender.count - 1):
        sender.send(index)
    upgraded(before, folder)

    sender.client = browser_of(sender.client, make_app())

    assert sender.received() == [0, sender.count - 1]
    last = sender.send_all(range(1, sender.count - 1))
    assert sender.client.get(last.headers["Location"]).data == sender.body
    assert not (folder / ".dropslot" / "partial").exists()


def test_what_a_crash_left_without_a_record_is_swept_in_time(
    before: Flask, make_app: MakeApp, folder: Path
) -> None:
    kept(before.test_client(), "a.jpg", jpeg())
    upgraded(before, folder)
    (folder / ".dropslot" / "unsettled" / f"ann,{NAME}").touch()
    (folder / "ann").mkdir()
    (folder / "ann" / NAME).write_bytes(b"bytes that never got a record")

    app = make_app()

    assert marks_in(folder) == [f"ann/{NAME}"]
    make_marks_older(folder, hours=2)
    sweep(backend_of(app), datetime.now(UTC))
    assert not (folder / "ann" / NAME).exists()
    assert len(list(folder.glob("*.jpg"))) == 1


def test_a_folder_that_cannot_be_written_to_is_served(
    before: Flask, make_app: MakeApp, folder: Path
) -> None:
    location = kept(before.test_client(), "a.jpg", jpeg())
    upgraded(before, folder)

    with read_only(folder):
        client = make_app().test_client()

        (listed,) = client.get("/uploads/").get_json()["uploads"]
        assert listed["title"] == "a.jpg"
        assert client.get(location).status_code == 200
