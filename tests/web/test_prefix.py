"""Under a prefix behind a proxy: every address is where the browser finds it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from apps import open_app
from flask import Flask
from flask.testing import FlaskClient
from pictures import jpeg
from posting import FORM, kept, post
from signing import add_person, session_cookie_name

PREFIX = "/photos"
TOLD = {"X-Forwarded-Prefix": PREFIX}
Behind = Callable[..., Flask]


@pytest.fixture
def behind(folder: Path, opened: list[Flask]) -> Behind:
    """Opens an app behind a proxy of some kind, as a browser meets it."""

    def open_(kind: str, **settings: object) -> Flask:
        tells = kind == "tells"
        told = {"TRUSTED_PROXIES": 1} if tells else {"URL_PREFIX": "photos/"}
        app = open_app(folder, **told, **settings)
        opened.append(app)
        inner = app.wsgi_app

        def proxy(environ: dict[str, object], start: object) -> object:
            path = str(environ["PATH_INFO"])
            if not path.startswith(PREFIX + "/"):
                start("404 Not Found", [])  # type: ignore[operator]
                return [b"the proxy's own 404"]
            if tells:
                environ["HTTP_X_FORWARDED_PREFIX"] = PREFIX + "/"
            if kind != "keeps":
                environ["PATH_INFO"] = path.removeprefix(PREFIX)
            return inner(environ, start)  # type: ignore[arg-type]

        app.wsgi_app = proxy  # type: ignore[method-assign, assignment]
        return app

    return open_


KINDS = pytest.mark.parametrize(
    "kind",
    [
        pytest.param("tells", id="it strips the prefix and tells it"),
        pytest.param("strips", id="it strips the prefix, and the setting tells it"),
        pytest.param("keeps", id="it keeps the prefix, and the setting tells it"),
    ],
)


@KINDS
def test_a_picture_goes_its_whole_way_under_the_prefix(
    behind: Behind, kind: str
) -> None:
    client = behind(kind).test_client()
    photo = jpeg()

    location = kept(client, "a.jpg", photo, path=f"{PREFIX}/")
    (listed,) = client.get(f"{PREFIX}/uploads/").get_json()["uploads"]

    assert location == listed["url"] == f"{PREFIX}/uploads/{listed['name']}"
    assert client.get(location).data == photo
    assert client.get(listed["thumbnail"]).status_code == 200
    assert client.delete(location).status_code == 204


@KINDS
def test_every_address_in_the_page_is_under_the_prefix(
    behind: Behind, kind: str
) -> None:
    app = behind(kind, PAGE_SIZE=1)
    add_person(app, "ann")
    client = app.test_client()
    for _ in range(2):
        kept(client, "a.jpg", jpeg(), path=f"{PREFIX}/")

    page = client.get(f"{PREFIX}/").text
    open_picture = re.findall(r'href="([^"]*/pictures/[^"]*)"', page)[0]
    page += client.get(open_picture).text

    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
    named = re.findall(
        r'"(?:upload|uploads|pictures|\w*url|thumbnail)": "([^"]*)"', page
    )
    assert len(addresses) > 20
    assert len(named) > 5
    assert all(one.startswith(f"{PREFIX}/") for one in addresses + named)
    sheets = re.findall(r'href="([^"]*\.css)"', page)
    assert {client.get(sheet).status_code for sheet in sheets} == {200}


@KINDS
def test_cookies_and_redirects_stay_under_the_prefix(behind: Behind, kind: str) -> None:
    app = behind(kind, ACCESS="private")
    client = app.test_client()
    add_person(app, "ann")

    chosen = client.get(f"{PREFIX}/?language=zh")
    signed = client.post(
        f"{PREFIX}/login", data={"username": "ann", "password": "correct horse"}
    )
    sent = post(client, ("a.jpg", jpeg()), headers=FORM, path=f"{PREFIX}/")
    slashless = client.get(f"{PREFIX}/uploads")

    for answer in (chosen, signed):
        assert answer.headers["Location"] == f"{PREFIX}/"
    assert sent.headers["Location"] == f"{PREFIX}/?arrived=1"
    assert slashless.headers["Location"] == f"{PREFIX}/uploads/"
    for answer, name in ((chosen, "language"), (signed, session_cookie_name(app))):
        (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if name in c]
        assert re.search(rf"Path={PREFIX}/?(;|$)", cookie)


def test_what_is_no_prefix_is_not_believed(folder: Path, opened: list[Flask]) -> None:
    opened.append(open_app(folder, TRUSTED_PROXIES=1))
    client = opened[-1].test_client()

    for told in ("//evil.example", "/..", '/"onload=', "https://evil.example", "/a b"):
        page = client.get("/", headers={"X-Forwarded-Prefix": told}).text
        assert 'action="/"' in page, told


def test_nobody_but_a_proxy_is_believed(client: FlaskClient) -> None:
    assert 'action="/"' in client.get("/", headers=TOLD).text
