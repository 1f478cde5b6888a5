"""DELETE: who may take what back, and what is left then."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from apps import MakeApp
from browsers import EARLIER_NAME, cookie_name, known_by
from flask import Flask
from flask.testing import FlaskClient
from pictures import jpeg
from posting import kept


def test_the_browser_that_uploaded_may_take_it_back(
    client: FlaskClient, folder: Path
) -> None:
    location = kept(client, "a.jpg", jpeg())

    assert client.delete(location).status_code == 204

    assert client.get(location).status_code == 404
    assert client.get("/uploads/").get_json()["uploads"] == []
    assert list(folder.glob("*.jpg")) == []
    assert list((folder / ".dropslot" / "thumbnails").iterdir()) == []


def test_nobody_else_may(client: FlaskClient) -> None:
    location = kept(client, "a.jpg", jpeg())

    answer = client.application.test_client().delete(location)

    assert answer.status_code == 403
    assert answer.headers["Dropslot-Error"] == "not-yours"
    assert client.get(location).status_code == 200


def test_a_forged_cookie_is_nobodys(client: FlaskClient) -> None:
    location = kept(client, "a.jpg", jpeg())
    browser_id = known_by(client).partition(".")[0]
    forger = client.application.test_client()
    for name in (EARLIER_NAME, cookie_name(client.application)):
        forger.set_cookie(name, f"{browser_id}.forged")

    assert forger.delete(location).status_code == 403


@pytest.mark.parametrize(
    ("access", "status"),
    [("drop-only", 404), ("public", 403)],
    ids=["drop-only", "public"],
)
def test_a_browser_that_lost_its_cookie_is_told_that_it_is_not_known(
    make_app: MakeApp, access: str, status: int
) -> None:
    client = make_app(ACCESS=access).test_client()
    before = mark_of_page(client)
    location = kept(client, "a.jpg", jpeg())
    known = client.get("/uploads/").headers["Dropslot-Browser"]
    client.delete_cookie(cookie_name(client.application))

    without = client.delete(location)
    # By now it has another.
    with_another = client.delete(location)

    assert known == before
    assert (without.status_code, with_another.status_code) == (status, status)
    assert without.headers["Dropslot-Browser"] == "unknown"
    assert with_another.headers["Dropslot-Browser"] not in ("unknown", before)


def test_what_is_gone_is_no_doubt_about_the_browser(make_app: MakeApp) -> None:
    client = make_app(ACCESS="drop-only").test_client()
    before = mark_of_page(client)
    location = kept(client, "a.jpg", jpeg())
    client.delete(location)

    gone = client.delete(location)

    assert gone.status_code == 404
    assert gone.headers["Dropslot-Browser"] == before


def test_a_browser_that_keeps_no_cookies_is_seen_with_the_first_question(
    app: Flask,
) -> None:
    client = app.test_client(use_cookies=False)
    client.get("/")

    assert client.get("/uploads/").headers["Dropslot-Browser"] == "unknown"


def mark_of_page(client: FlaskClient) -> str:
    """By what the page knows its own browser again."""
    found = re.search(r'"browser": "(\w+)"', client.get("/").text)
    assert found
    return found[1]


def test_taking_back_twice_is_404(client: FlaskClient) -> None:
    location = kept(client, "a.jpg", jpeg())
    client.delete(location)

    assert client.delete(location).status_code == 404


def test_the_cookie_is_for_this_site_and_not_for_scripts(client: FlaskClient) -> None:
    answer = client.get("/", base_url="https://example.org")

    cookie = answer.headers["Set-Cookie"]
    assert all(flag in cookie for flag in ("HttpOnly", "SameSite=Lax", "Secure"))
