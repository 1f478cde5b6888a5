"""examples/avatars.py, as Ann, Bob and a stranger meet it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import avatars
import pytest
from apps import OpenExample, sign_in
from flask import Flask
from flask.testing import FlaskClient
from pictures import jpeg, png
from posting import FORM, post


@pytest.fixture
def app(open_example: OpenExample) -> Flask:
    """The example."""
    return open_example(avatars.create_app)


def test_everyone_sees_the_avatars_next_to_the_names(app: Flask, folder: Path) -> None:
    ann, bob = sign_in(app, "ann", "anchor"), sign_in(app, "bob", "button")

    set_avatar(ann, "a.jpg", jpeg())
    set_avatar(bob, "b.png", png())

    stranger = app.test_client()
    shown = addresses(stranger)
    assert list(shown) == ["ann", "bob"]
    assert [stranger.get(url).status_code for url in shown.values()] == [200, 200]
    assert [path.suffix for path in (folder / "ann").iterdir()] == [".jpg"]
    assert [path.suffix for path in (folder / "bob").iterdir()] == [".png"]


def test_a_new_avatar_replaces_the_old_one(app: Flask, folder: Path) -> None:
    ann = sign_in(app, "ann", "anchor")
    set_avatar(ann, "a.jpg", jpeg())
    before = addresses(ann)["ann"]

    set_avatar(ann, "b.png", png())

    assert ann.get(before).status_code == 404
    assert ann.get(addresses(ann)["ann"]).status_code == 200
    assert [path.suffix for path in (folder / "ann").iterdir()] == [".png"]


def test_what_is_no_picture_leaves_the_old_avatar_and_is_told(app: Flask) -> None:
    ann = sign_in(app, "ann", "anchor")
    set_avatar(ann, "a.jpg", jpeg())
    before = addresses(ann)

    page = set_avatar(ann, "b.png", b"<script>")

    assert "Invalid image: avatar.png is not a picture of an accepted kind" in page
    assert addresses(ann) == before


def test_a_stranger_sets_no_avatar(app: Flask, folder: Path) -> None:
    stranger = sign_in(app, "ann", "button")

    answer = post(stranger, ("a.jpg", jpeg()), path="/pictures/")
    set_avatar(stranger, "a.jpg", jpeg())

    assert answer.status_code == 401
    assert addresses(stranger) == {}
    assert {path.name for path in folder.iterdir()} == {".dropslot"}


def test_nobody_takes_anothers_avatar_back(app: Flask) -> None:
    ann, bob = sign_in(app, "ann", "anchor"), sign_in(app, "bob", "button")
    set_avatar(ann, "a.jpg", jpeg())
    upload = addresses(ann)["ann"].replace("thumbnails", "uploads")

    assert bob.delete(upload).status_code == 403
    assert ann.delete(upload).status_code == 204


def set_avatar(client: FlaskClient, filename: str, body: bytes) -> str:
    """Send the form; return the page that follows it."""
    sent = {"avatar": (io.BytesIO(body), filename)}
    return client.post("/avatar", data=sent, headers=FORM, follow_redirects=True).text


def addresses(client: FlaskClient) -> dict[str, str]:
    """The pictures on the page by the name that stands next to each."""
    found = re.findall(r'<img src="([^"]+)"[^>]*>\s*(\w+)', client.get("/").text)
    return {name: url for url, name in found}
