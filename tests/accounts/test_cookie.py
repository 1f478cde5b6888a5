"""The cookie of a sign-in: its name, and who was signed in under an earlier one."""

from __future__ import annotations

from pathlib import Path

import pytest
from apps import MakeApp, open_app
from flask import Flask
from flask.testing import FlaskClient
from pictures import jpeg
from posting import kept
from signing import is_in, session_cookie_name, signed_in, with_cookie_of

EARLIER_NAME = "dropslot_session"


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """An app for people who have accounts."""
    return make_app(ACCESS="private")


def test_who_was_signed_in_before_an_upgrade_still_is(
    app: Flask, ann: FlaskClient
) -> None:
    earlier = with_cookie_of(app, ann, EARLIER_NAME)

    assert is_in(earlier)

    earlier.post("/logout")
    assert not is_in(earlier)
    assert not is_in(ann)
    assert earlier.get_cookie(EARLIER_NAME) is None


def test_a_neighbour_at_another_port_is_not_signed_out(
    ann: FlaskClient, tmp_path: Path, opened: list[Flask]
) -> None:
    opened.append(open_app(tmp_path / "neighbour", ACCESS="private"))
    neighbour = signed_in(opened[-1], "bob")
    here, there = session_cookie_name(ann.application), session_cookie_name(opened[-1])
    theirs = neighbour.get_cookie(there)
    assert theirs
    # One browser brings both: cookies are told apart by host, and not by port.
    ann.set_cookie(there, theirs.value)
    ann.set_cookie(EARLIER_NAME, theirs.value)

    assert is_in(ann)
    ann.post("/logout")

    left = {name for name in (here, there, EARLIER_NAME) if ann.get_cookie(name)}
    assert left == {there, EARLIER_NAME}


def test_a_picture_for_everyone_is_fetched_without_a_look_at_the_sign_in(
    make_app: MakeApp,
) -> None:
    ann = signed_in(make_app(ACCESS="members"), "ann")
    location = kept(ann, "a.jpg", jpeg())

    answer = ann.get(location)

    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Set-Cookie" not in answer.headers
