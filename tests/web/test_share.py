"""A link to one private picture: it works without signing in, and for a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from apps import MakeApp
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from pictures import jpeg
from posting import kept
from signing import signed_in


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """An app whose pictures are private."""
    return make_app(ACCESS="private")


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """Somebody without one."""
    return app.test_client()


def test_a_link_shows_a_private_picture_to_who_has_it(
    ann: FlaskClient, stranger: FlaskClient
) -> None:
    photo = jpeg()
    url = link(ann, kept(ann, "头像.jpg", photo))

    answer = stranger.get(url)

    assert (answer.status_code, answer.data) == (200, photo)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "%E5%A4%B4" in answer.headers["Content-Disposition"]
    assert stranger.get(url, headers={"Range": "bytes=0-9"}).data == photo[:10]


def test_a_link_is_a_path_for_the_page_knows_best_where_it_is(
    ann: FlaskClient,
) -> None:
    assert link(ann, kept(ann, "a.jpg", jpeg())).startswith("/shared/")


def test_a_link_tells_when_it_expires_and_no_copy_outlives_it(
    make_app: MakeApp,
) -> None:
    app = make_app(ACCESS="private", LINK_SECONDS=600)
    ann = signed_in(app, "ann")
    location = kept(ann, "a.jpg", jpeg())

    told = ann.post(f"{location}/link").get_json()

    left = datetime.fromisoformat(told["expires"]) - datetime.now(UTC)
    assert timedelta(seconds=590) < left <= timedelta(seconds=600)
    control = app.test_client().get(told["url"]).headers["Cache-Control"]
    who, _, age = control.partition(", max-age=")
    assert who == "private"
    assert 590 < int(age) <= 600


def test_a_link_expires(ann: FlaskClient, stranger: FlaskClient) -> None:
    name = kept(ann, "a.jpg", jpeg())[9:]

    assert stranger.get(signed(stranger, "link", name, 60)).status_code == 200
    answer = stranger.get(signed(stranger, "link", name, -1))

    assert answer.status_code == 410
    assert answer.text == "This link has expired. Ask for a new one."


def test_removing_the_picture_revokes_its_links(
    ann: FlaskClient, stranger: FlaskClient
) -> None:
    location = kept(ann, "a.jpg", jpeg())
    url = link(ann, location)

    ann.delete(location)

    assert stranger.get(url).status_code == 404


def test_a_link_that_was_changed_shows_nothing(
    ann: FlaskClient, stranger: FlaskClient
) -> None:
    one, other = kept(ann, "a.jpg", jpeg()), kept(ann, "b.jpg", jpeg())
    token = link(ann, one).rpartition("/")[2]
    payload = link(ann, other).rpartition("/")[2].partition(".")[0]
    changed = ".".join([payload, *token.split(".")[1:]])

    for path in (changed, token[:-1], "x", "x.y.z", token + "%00"):
        assert stranger.get(f"/shared/{path}").status_code == 404


def test_what_was_signed_for_something_else_is_no_link(
    ann: FlaskClient, stranger: FlaskClient
) -> None:
    name = kept(ann, "a.jpg", jpeg())[9:]

    assert stranger.get(signed(stranger, "browser", name, 60)).status_code == 404


def test_a_stranger_hands_out_a_link_to_what_they_dropped(make_app: MakeApp) -> None:
    app = make_app(ACCESS="drop-only")
    one, other = app.test_client(), app.test_client()
    location = kept(one, "a.jpg", jpeg())

    assert other.get(location).status_code == 404
    assert other.get(link(one, location)).status_code == 200


def signed(client: FlaskClient, purpose: str, name: str, seconds: int) -> str:
    """What the server would sign for a purpose, as the path of a link."""
    (slot,) = client.application.extensions["dropslot"].values()
    end = round(datetime.now(UTC).timestamp()) + seconds
    return "/shared/" + URLSafeSerializer(slot.secret, purpose).dumps([name, end])


def link(client: FlaskClient, location: str) -> str:
    """Have a link made to a picture; return its address."""
    answer = client.post(f"{location}/link")
    assert answer.status_code == 200, answer.text
    url: str = answer.get_json()["url"]
    return url
