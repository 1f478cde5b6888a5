"""The cookies: apart for each instance on a machine, and known after an upgrade."""

from __future__ import annotations

from pathlib import Path

import pytest
from apps import MakeApp, open_app
from browsers import EARLIER_NAME, cookie_name, known_by
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from pictures import jpeg
from posting import kept


@pytest.fixture
def neighbour(tmp_path: Path, opened: list[Flask]) -> Flask:
    """Another instance on the same machine, at another port."""
    opened.append(open_app(tmp_path / "neighbour", ACCESS="drop-only"))
    return opened[-1]


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """An app where each browser sees what it sent."""
    return make_app(ACCESS="drop-only")


def test_one_browser_is_known_to_two_instances_on_one_machine(
    client: FlaskClient, neighbour: Flask
) -> None:
    # One client at both: browsers bring one port's cookies to another as well.
    here, there = client.application, neighbour
    location = kept(client, "a.jpg", jpeg())
    client.application = there
    client.get("/?language=zh")
    kept(client, "b.jpg", jpeg())
    client.application = here

    page = client.get("/").text

    assert '<html lang="en"' in page
    assert client.delete(location).status_code == 204


def test_who_uploaded_before_an_upgrade_can_still_take_back(app: Flask) -> None:
    client = app.test_client()
    location = kept(client, "a.jpg", jpeg())
    earlier = app.test_client()
    earlier.set_cookie(EARLIER_NAME, known_by(client))

    listed = earlier.get("/uploads/").get_json()["uploads"]

    assert [upload["mine"] for upload in listed] == [True]
    # It has the new one from now on.
    assert earlier.get_cookie(cookie_name(app))
    earlier.delete_cookie(EARLIER_NAME)
    assert earlier.delete(location).status_code == 204


def test_a_language_that_was_chosen_before_an_upgrade_stays(
    client: FlaskClient,
) -> None:
    client.set_cookie("dropslot_language", "zh")

    assert '<html lang="zh-Hans"' in client.get("/").text


def test_an_earlier_cookie_of_a_neighbour_is_passed_over(
    client: FlaskClient, neighbour: Flask
) -> None:
    other = neighbour.test_client()
    other.get("/")
    client.set_cookie(EARLIER_NAME, known_by(other))

    location = kept(client, "a.jpg", jpeg())

    assert client.delete(location).status_code == 204


def test_a_cookie_is_verified_once_a_request(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    client.get("/")
    browsers = app.extensions["dropslot"]["dropslot"].browsers
    seen: list[str] = []

    def loads(signed: str) -> object:
        seen.append(signed)
        return URLSafeSerializer.loads(browsers, signed)

    monkeypatch.setattr(browsers, "loads", loads)

    client.get("/")

    assert len(seen) == 1
