"""DELETE: who may take what back, and what is left then."""

from __future__ import annotations

from pathlib import Path

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
    cookie = client.get_cookie("dropslot")
    assert cookie
    browser_id = cookie.value.partition(".")[0]
    forger = client.application.test_client()
    forger.set_cookie("dropslot", f"{browser_id}.forged")

    assert forger.delete(location).status_code == 403


def test_taking_back_twice_is_404(client: FlaskClient) -> None:
    location = kept(client, "a.jpg", jpeg())
    client.delete(location)

    assert client.delete(location).status_code == 404


def test_the_cookie_is_for_this_site_and_not_for_scripts(client: FlaskClient) -> None:
    answer = client.get("/", base_url="https://example.org")

    cookie = answer.headers["Set-Cookie"]
    assert all(flag in cookie for flag in ("HttpOnly", "SameSite=Lax", "Secure"))
