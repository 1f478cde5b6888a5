"""The page to sign in on: who gets in, where to, and what the cookie is like."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from apps import MakeApp
from flask import Flask
from flask.testing import FlaskClient
from pictures import jpeg
from posting import FORM, SCRIPT, post
from signing import PASSWORD, add_person, session_cookie_name, sign_in, signed_in
from werkzeug.test import Cookie


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """An app that Ann has an account in."""
    app = make_app(ACCESS="private")
    add_person(app, "ann")
    return app


def test_a_right_password_leads_to_the_page(client: FlaskClient) -> None:
    answer = sign_in(client, "ann", headers=FORM)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert ">ann<" in client.get("/").text


@pytest.mark.parametrize("name", ["ann", "nobody", "", "x" * 5000, "ann\0", "💥"])
def test_a_wrong_name_or_password_is_refused_with_the_same_sentence(
    client: FlaskClient, name: str
) -> None:
    answer = sign_in(client, name, "wrong horse")

    assert answer.status_code == 401
    assert answer.text == "That name and password do not belong together."
    assert session_cookie(client) is None


def test_a_form_without_a_script_shows_the_sentence_above_the_form(
    client: FlaskClient,
) -> None:
    answer = sign_in(client, "ann", "wrong horse", headers=FORM, next="/?before=x")

    assert answer.status_code == 401
    assert answer.mimetype == "text/html"
    assert "do not belong together" in answer.text
    assert 'name="next" value="/?before=x"' in answer.text
    assert "wrong horse" not in answer.text


def test_who_is_signed_in_already_goes_on(app: Flask) -> None:
    bob = signed_in(app, "bob")

    answer = bob.get("/login?next=/uploads/")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/uploads/")


def test_signing_out_leads_to_the_page(app: Flask) -> None:
    bob = signed_in(app, "bob")

    answer = bob.post("/logout", headers=FORM)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert session_cookie(bob) is None


def test_what_was_somebodys_does_not_come_back_with_the_back_button(app: Flask) -> None:
    bob = signed_in(app, "bob")

    assert "no-store" in bob.get("/").headers["Cache-Control"]


@pytest.mark.parametrize(
    ("scheme", "is_secure"),
    [pytest.param("http", False), pytest.param("https", True)],
)
def test_the_cookie_is_for_this_site_and_no_script(
    client: FlaskClient, scheme: str, is_secure: bool
) -> None:
    answer = sign_in(client, "ann", base_url=f"{scheme}://localhost")

    cookies = SimpleCookie("".join(answer.headers.getlist("Set-Cookie")))
    cookie = cookies[session_cookie_name(client.application)]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert bool(cookie["secure"]) is is_secure
    assert cookie["domain"] == ""
    # It outlives the browser's window.
    assert cookie["expires"]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example/",
        "\t//evil.example/",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
    ],
)
def test_next_never_leads_to_another_site(client: FlaskClient, target: str) -> None:
    answer = sign_in(client, "ann", next=target)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


@pytest.mark.parametrize("target", ["/?before=x", "/uploads/", "/a//b"])
def test_next_leads_on_within_this_site(client: FlaskClient, target: str) -> None:
    assert sign_in(client, "ann", next=target).headers["Location"] == target


@pytest.mark.parametrize("kind", [SCRIPT, FORM], ids=["by script", "by form"])
@pytest.mark.parametrize("path", ["/login", "/logout"])
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="another site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="a neighbour"),
        pytest.param({"Origin": "https://evil.example"}, id="another origin"),
    ],
)
def test_another_site_signs_nobody_in_or_out(
    app: Flask, path: str, headers: dict[str, str], kind: dict[str, str]
) -> None:
    bob = signed_in(app, "bob")
    fields = {"username": "ann", "password": PASSWORD}

    answer = bob.post(path, data=fields, headers={**kind, **headers})

    assert answer.status_code == 403
    assert ">bob<" in bob.get("/").text


def test_a_form_that_is_far_too_long_is_not_read(client: FlaskClient) -> None:
    answer = sign_in(client, "ann", "x" * 100_000)

    assert (answer.status_code, answer.mimetype) == (400, "text/plain")


def test_without_accounts_nobody_is_asked_to_sign_in(make_app: MakeApp) -> None:
    page = make_app(ACCESS="public").test_client().get("/").text

    assert "/login" not in page


def test_who_is_signed_in_can_be_asked(app: Flask, client: FlaskClient) -> None:
    root = signed_in(app, "root", is_admin=True)

    nobody, somebody = client.get("/account"), root.get("/account")

    assert nobody.get_json() == {"name": None, "is_admin": False}
    assert somebody.get_json() == {"name": "root", "is_admin": True}
    assert somebody.headers["Cache-Control"] == "no-store"


def test_the_form_keeps_the_name_and_not_the_password(client: FlaskClient) -> None:
    answer = sign_in(client, '"ann"', "wrong horse", headers=FORM)

    assert 'value="&#34;ann&#34;"' in answer.text
    assert "wrong horse" not in answer.text


def test_a_plain_form_that_is_refused_leads_to_the_form_to_sign_in(
    client: FlaskClient,
) -> None:
    refused = post(client, ("a.jpg", jpeg()), headers=FORM)

    assert refused.status_code == 401
    assert 'href="/login?next=/"' in refused.text


def session_cookie(client: FlaskClient) -> Cookie | None:
    """What a browser is signed in by."""
    return client.get_cookie(session_cookie_name(client.application))
