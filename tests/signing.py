"""Users with accounts, and how they sign in."""

from __future__ import annotations

from datetime import UTC, datetime

from dropslot.accounts import Users
from dropslot.web import Mount
from flask import Flask
from flask.testing import FlaskClient
from pictures import jpeg
from posting import SCRIPT, post
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

PASSWORD = "correct horse"
# scrypt as ever, but for its cost: each sign-in would take 32 MiB and 60 ms.
CHEAP = "scrypt:256:8:1"
HASH = generate_password_hash(PASSWORD, CHEAP)


def add_person(app: Flask, name: str, is_admin: bool = False) -> str:
    """Give somebody an account; return their id."""
    return _users(app).add(name, HASH, is_admin).id


def sign_in(
    client: FlaskClient, name: str, password: str = PASSWORD, **more: object
) -> TestResponse:
    """Sign in as the page does; ``more`` are fields and arguments of the request."""
    fields = {"username": name, "password": password}
    if "next" in more:
        fields["next"] = str(more.pop("next"))
    return client.post("/login", data=fields, **{"headers": SCRIPT, **more})


def signed_in(app: Flask, name: str, is_admin: bool = False) -> FlaskClient:
    """A browser of somebody new, signed in as the server would, without a password."""
    add_person(app, name, is_admin)
    users, client = _users(app), app.test_client()
    known = users.find(name)
    assert known
    token = users.sign_in(known, datetime.now(UTC))
    with client.session_transaction() as session:
        session["_user_id"] = token
    return client


def session_cookie_name(app: Flask) -> str:
    """What an app calls the cookie of a sign-in."""
    name: str = app.config["SESSION_COOKIE_NAME"]
    return name


def with_cookie_of(app: Flask, client: FlaskClient, name: str = "") -> FlaskClient:
    """Another browser, into which the session's cookie of one was copied."""
    cookie, other = client.get_cookie(session_cookie_name(app)), app.test_client()
    assert cookie
    other.set_cookie(name or session_cookie_name(app), cookie.value)
    return other


def is_in(client: FlaskClient) -> bool:
    """Whether a browser may upload where one has to sign in."""
    answer = post(client, ("a.jpg", jpeg()))
    assert answer.status_code in (204, 401)
    return answer.status_code == 204


def _users(app: Flask) -> Users:
    (slot,) = app.extensions["dropslot"].values()
    assert isinstance(slot, Mount)
    assert slot.accounts
    return slot.accounts.users
