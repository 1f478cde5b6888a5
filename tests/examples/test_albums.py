"""examples/albums.py, as Ann and a stranger meet it."""

from __future__ import annotations

import re
from pathlib import Path

import albums
import pytest
from apps import OpenExample, sign_in
from flask import Flask
from flask.testing import FlaskClient
from pictures import jpeg, png
from posting import kept, post


@pytest.fixture
def app(open_example: OpenExample, tmp_path: Path) -> Flask:
    """The example."""
    return open_example(albums.create_app, ALBUMS=str(tmp_path / "albums.db"))


@pytest.fixture
def ann(app: Flask) -> FlaskClient:
    """Ann, who has begun two albums."""
    ann = sign_in(app, "ann", "anchor")
    for title in ("Sea", "<Hills>"):
        ann.post("/albums", data={"title": title})
    return ann


def shown(client: FlaskClient) -> list[tuple[str, ...]]:
    """Title and count of each album on the page."""
    text = client.get("/").text
    return re.findall(r'<h2>(.*)</h2>\s*<p class="count">(.*)</p>', text)


def covers(client: FlaskClient) -> list[str]:
    return re.findall(r'<img src="([^"]+)"', client.get("/").text)


def test_a_new_album_leads_to_its_page(ann: FlaskClient) -> None:
    answer = ann.post("/albums", data={"title": "Third"})

    assert answer.location == "/albums/3/photos/"
    assert 'href="/"' in ann.get(answer.location).text
    assert shown(ann) == [
        ("Third", "0 pictures"),
        ("&lt;Hills&gt;", "0 pictures"),
        ("Sea", "0 pictures"),
    ]


def test_everyone_sees_the_newest_picture_of_each_album_and_how_many_there_are(
    app: Flask, ann: FlaskClient
) -> None:
    kept(ann, "a.jpg", jpeg(), path="/albums/1/photos/")
    newest = kept(ann, "b.png", png(), path="/albums/1/photos/")
    other = kept(ann, "c.jpg", jpeg(), path="/albums/2/photos/")

    stranger = app.test_client()

    wanted = [one.replace("uploads", "thumbnails") for one in (other, newest)]
    assert covers(stranger) == wanted
    assert [stranger.get(one).status_code for one in wanted] == [200, 200]
    assert [count for _, count in shown(stranger)] == ["1 picture", "2 pictures"]


def test_what_is_taken_back_is_the_cover_no_more(ann: FlaskClient) -> None:
    first = kept(ann, "a.jpg", jpeg(), path="/albums/1/photos/")
    newest = kept(ann, "b.png", png(), path="/albums/1/photos/")

    ann.delete(newest)

    assert covers(ann) == [first.replace("uploads", "thumbnails")]


def test_a_picture_is_in_its_own_album_only(ann: FlaskClient) -> None:
    url = kept(ann, "a.jpg", jpeg(), path="/albums/1/photos/")

    assert ann.get(url).data == jpeg()
    assert ann.get(url.replace("/1/", "/2/")).status_code == 404


def test_an_album_that_nobody_has_begun_is_not_there(ann: FlaskClient) -> None:
    path = "/albums/9/photos/"

    assert ann.get(path).status_code == 404
    assert post(ann, ("a.jpg", jpeg()), path=path).status_code == 404


def test_a_stranger_begins_no_album_and_uploads_nothing(
    app: Flask, ann: FlaskClient
) -> None:
    stranger = app.test_client()

    begun = stranger.post("/albums", data={"title": "Theirs"})
    sent = post(stranger, ("a.jpg", jpeg()), path="/albums/1/photos/")

    assert begun.location.startswith("/?next=")
    assert sent.status_code == 401
    assert len(shown(stranger)) == 2
