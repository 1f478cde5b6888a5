"""Sign-ins: where they begin, what they survive, and what ends them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apps import MakeApp, backend_of
from dropslot.accounts import Users, hashed
from dropslot.database import schema
from flask import Flask
from flask.testing import FlaskClient
from pictures import jpeg
from posting import FORM, SCRIPT, kept, multipart, post
from signing import (
    PASSWORD,
    add_person,
    is_in,
    session_cookie_name,
    sign_in,
    signed_in,
    with_cookie_of,
)


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """An app for people who have accounts."""
    return make_app(ACCESS="private")


@pytest.fixture
def users(app: Flask) -> Users:
    """Who has an account."""
    return Users(backend_of(app).database, backend_of(app).mount_id)


def test_signing_out_kills_a_copied_cookie_too(app: Flask, ann: FlaskClient) -> None:
    copy = with_cookie_of(app, ann)
    assert is_in(copy)

    ann.post("/logout")

    assert not is_in(ann)
    assert not is_in(copy)


def test_a_new_password_signs_out_everywhere(
    app: Flask, ann: FlaskClient, users: Users
) -> None:
    other = app.test_client()
    sign_in(other, "ann")

    users.set_password("ann", hashed("another horse"))

    assert not is_in(ann)
    assert not is_in(other)
    assert sign_in(other, "ann").status_code == 401
    assert sign_in(other, "ann", "another horse").status_code == 303


def test_who_is_removed_is_signed_out_and_stays_out(
    ann: FlaskClient, users: Users
) -> None:
    users.remove("ann")

    assert not is_in(ann)
    assert sign_in(ann, "ann").status_code == 401


def test_a_name_that_comes_again_is_somebody_else(
    app: Flask, ann: FlaskClient, users: Users
) -> None:
    location = kept(ann, "a.jpg", jpeg())
    users.remove("ann")

    new = signed_in(app, "ann")

    assert new.get(location).status_code == 404


def test_a_sign_in_survives_a_restart(make_app: MakeApp, ann: FlaskClient) -> None:
    again = with_cookie_of(make_app(ACCESS="private"), ann)

    assert is_in(again)


def test_a_sign_in_ends_after_a_month(users: Users) -> None:
    users.add("ann", "hash", is_admin=False)
    known, now = users.find("ann"), datetime.now(UTC)
    assert known

    token = users.sign_in(known, now)

    assert token
    assert users.signed_in(token, now + timedelta(days=29))
    assert users.signed_in(token, now + timedelta(days=31)) is None


def test_a_password_that_changes_while_it_is_compared_lets_nobody_in(
    users: Users,
) -> None:
    users.add("ann", "before", is_admin=False)
    known = users.find("ann")
    assert known
    users.set_password("ann", "after")

    assert users.sign_in(known, datetime.now(UTC)) is None


def test_a_cookie_that_was_planted_before_is_no_way_in(app: Flask) -> None:
    # Session fixation: the attacker's own sign-in, put into the victim's browser.
    add_person(app, "victim")
    attacker = signed_in(app, "attacker")
    victim = with_cookie_of(app, attacker)
    planted = victim.get_cookie(session_cookie_name(app))

    sign_in(victim, "victim")

    fresh = victim.get_cookie(session_cookie_name(app))
    assert planted
    assert fresh
    assert fresh.value != planted.value
    location = kept(victim, "a.jpg", jpeg())
    assert attacker.get(location).status_code == 404
    assert not is_in(attacker)


@pytest.mark.parametrize("cookie", ["", "nonsense", "e30.aaaaaa.bbbbbb"])
def test_a_cookie_that_is_none_of_ours_is_nobody(app: Flask, cookie: str) -> None:
    client = app.test_client()
    client.set_cookie(session_cookie_name(app), cookie)

    assert not is_in(client)


def test_the_database_holds_no_token_and_no_password(
    ann: FlaskClient, folder: Path
) -> None:
    with ann.session_transaction() as session:
        token = session["_user_id"]

    written = b"".join(
        path.read_bytes() for path in (folder / ".dropslot").glob("catalog.db*")
    )

    assert len(token) > 40
    assert token.encode() not in written
    assert PASSWORD.encode() not in written
    assert b"scrypt:" in written


def test_curl_signs_in_with_every_request(app: Flask) -> None:
    add_person(app, "ann")
    curl = app.test_client(use_cookies=False)

    for _ in range(2):
        content_type, body = multipart(("a.jpg", jpeg()))
        answer = curl.post(
            "/", data=body, content_type=content_type, auth=("ann", PASSWORD)
        )
        assert answer.status_code == 204


def test_what_curl_sends_is_its_persons(app: Flask, ann: FlaskClient) -> None:
    curl = app.test_client(use_cookies=False)
    location = kept(ann, "a.jpg", jpeg())

    assert curl.get(location, auth=("Ann", PASSWORD)).status_code == 200
    assert curl.get(location, auth=("ann", "wrong one")).status_code == 401
    assert curl.get(location).status_code == 404


def test_a_new_password_holds_for_curl_at_once(
    app: Flask, ann: FlaskClient, users: Users
) -> None:
    curl = app.test_client(use_cookies=False)
    assert curl.get("/uploads/", auth=("ann", PASSWORD)).status_code == 200

    users.set_password("ann", hashed("another horse"))

    assert curl.get("/uploads/", auth=("ann", PASSWORD)).status_code == 401


@pytest.mark.parametrize("headers", [SCRIPT, FORM], ids=["program", "plain form"])
def test_a_wrong_password_of_curl_is_a_sentence(
    app: Flask, headers: dict[str, str]
) -> None:
    content_type, body = multipart(("a.jpg", jpeg()))
    curl = app.test_client(use_cookies=False)

    answer = curl.post(
        "/",
        data=body,
        content_type=content_type,
        headers=headers,
        auth=("ann", "wrong horse"),
    )

    assert answer.status_code == 401
    assert "do not belong together" in answer.text


def test_many_requests_of_curl_at_once_are_all_let_in(app: Flask) -> None:
    add_person(app, "ann")

    def ask(_: int) -> int:
        curl = app.test_client(use_cookies=False)
        return curl.get("/uploads/", auth=("ann", PASSWORD)).status_code

    with ThreadPoolExecutor(12) as threads:
        assert set(threads.map(ask, range(12))) == {200}


def test_another_apps_cookie_is_nobodys(app: Flask, ann: FlaskClient) -> None:
    for cookie in ("x|é", "1|0123"):
        ann.set_cookie("remember_token", cookie)
        ann.set_cookie("dropslot_remember", cookie)
        stranger = app.test_client()
        stranger.set_cookie("dropslot_remember", cookie)

        assert is_in(ann)
        assert not is_in(stranger)
        assert stranger.get("/uploads/", auth=("ann", PASSWORD)).status_code == 200


def test_a_database_that_fails_says_so_on_every_way_in(
    app: Flask, ann: FlaskClient
) -> None:
    with backend_of(app).database.begin() as connection:
        schema.sign_ins.drop(connection)
    fields = {"username": "ann", "password": PASSWORD}

    for headers in (SCRIPT, FORM):
        for path in ("/login", "/logout"):
            answer = ann.post(path, data=fields, headers=headers)
            assert answer.status_code == 503


def test_only_programs_are_offered_basic(app: Flask) -> None:
    client = app.test_client()

    program = post(client, ("a.jpg", jpeg()), headers={"Accept": "*/*"})
    browser = post(client, ("a.jpg", jpeg()), headers={"Sec-Fetch-Site": "same-origin"})

    assert program.headers["WWW-Authenticate"].startswith("Basic ")
    assert not browser.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize("access", ["public", "drop-only"])
def test_a_header_for_a_proxy_in_front_is_left_alone(
    make_app: MakeApp, access: str
) -> None:
    client = make_app(ACCESS=access).test_client()

    assert client.get("/", auth=("of", "the proxy")).status_code == 200
