"""Tests of private_album.py, as a host writes them: pictures are really checked and
kept, each in a folder of its own test, and one checker serves all of the run.

    pytest examples/private_album_tests.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dropslot.testing import broken_picture, picture, share_checkers, upload
from flask import Flask
from flask.testing import FlaskClient
from private_album import create_app


@pytest.fixture(scope="session", autouse=True)
def checkers() -> Iterator[None]:
    """To start a checker takes a tenth of a second: once, and not for each app."""
    with share_checkers():
        yield


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """An app with no pictures yet."""
    return create_app(TESTING=True, DROPSLOT_UPLOAD_PATH=tmp_path)


def signed_in(app: Flask, name: str, password: str) -> FlaskClient:
    """Somebody's browser."""
    client = app.test_client()
    client.post("/sign-in", data={"name": name, "password": password})
    return client


def test_a_picture_goes_to_the_album_of_who_sent_it(app: Flask) -> None:
    ann = signed_in(app, "ann", "anchor")

    kept = upload(ann, "/album", picture(640, 480), "beach.jpg").upload

    assert (kept.owner, kept.title) == ("ann", "beach.jpg")
    # Buffered: read to its end, and the file closed, as a server does.
    answer = ann.get(f"/album/uploads/{kept.name}", buffered=True)
    assert answer.data == picture(640, 480)


def test_nobody_else_sees_it(app: Flask) -> None:
    kept = upload(signed_in(app, "ann", "anchor"), "/album").upload

    bob = signed_in(app, "bob", "button")

    assert bob.get(f"/album/uploads/{kept.name}").status_code == 404


def test_what_is_cut_short_is_refused(app: Flask) -> None:
    sent = upload(signed_in(app, "ann", "anchor"), "/album", broken_picture())

    assert (sent.answer.status_code, sent.code) == (400, "invalid-image")
    assert sent.sentence == "Invalid image: picture.jpg is cut short."


def test_a_stranger_is_asked_to_sign_in(app: Flask) -> None:
    assert upload(app.test_client(), "/album").answer.status_code == 401
