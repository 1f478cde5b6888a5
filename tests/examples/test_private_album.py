"""examples/private_album.py, as Ann, Bob and a stranger meet it."""

from __future__ import annotations

import private_album
import pytest
from apps import OpenExample, sign_in
from flask import Flask
from pictures import jpeg, png
from posting import kept, post


@pytest.fixture
def app(open_example: OpenExample) -> Flask:
    """The example."""
    return open_example(private_album.create_app)


def test_everyone_has_an_album_of_their_own(app: Flask) -> None:
    ann, bob = sign_in(app, "ann", "anchor"), sign_in(app, "bob", "button")

    of_ann = kept(ann, "ann.jpg", jpeg(), path="/album/")
    of_bob = kept(bob, "bob.png", png(), path="/album/")

    for client, url in ((ann, of_ann), (bob, of_bob)):
        (upload,) = client.get("/album/uploads/").get_json()["uploads"]
        assert upload["url"] == url
        assert client.get(upload["thumbnail"]).status_code == 200


@pytest.mark.parametrize(
    ("name", "password"),
    [
        pytest.param("bob", "button", id="another"),
        pytest.param("ann", "button", id="a stranger who guesses"),
    ],
)
def test_for_everyone_else_a_picture_is_not_there(
    app: Flask, name: str, password: str
) -> None:
    url = kept(sign_in(app, "ann", "anchor"), "a.jpg", jpeg(), path="/album/")
    thumbnail = url.replace("uploads", "thumbnails")

    other = sign_in(app, name, password)

    assert other.get(url).status_code == other.get(thumbnail).status_code == 404
    assert other.delete(url).status_code == 404
    assert other.get("/album/uploads/").get_json()["uploads"] == []
    assert url.rpartition("/")[2] not in other.get("/album/").text


def test_a_stranger_is_asked_to_sign_in(app: Flask) -> None:
    stranger = app.test_client()

    answer = post(stranger, ("a.jpg", jpeg()), path="/album/")

    assert (answer.status_code, answer.text) == (401, "Please sign in to upload.")
    assert 'action="/sign-in"' in stranger.get("/").text


def test_who_signs_out_sees_nothing_any_more(app: Flask) -> None:
    ann = sign_in(app, "ann", "anchor")
    url = kept(ann, "a.jpg", jpeg(), path="/album/")

    ann.post("/sign-out")

    assert ann.get(url).status_code == 404
