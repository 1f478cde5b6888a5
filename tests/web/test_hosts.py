"""Which names a server that listens on its own machine alone answers to."""

from __future__ import annotations

import re
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import pytest
from dropslot.app import create_app
from flask import Flask
from pictures import jpeg
from posting import FORM, post
from program import Program

OpenOn = Callable[..., Flask]
OURS = [
    "localhost",
    "localhost:5000",
    "LOCALHOST.",
    "127.0.0.1:5000",
    "127.8.8.8",
    "[::1]:5000",
    "photos.localhost:5000",
]
THEIRS = [
    "evil.example",
    "evil.example:5000",
    "localhost.evil.example",
    "evil.example/.localhost",
    "evil.example,localhost",
    "192.168.1.7:5000",
    "127.0.0.1.evil.example",
    "notlocalhost",
    "[::1].evil.example",
    "é.example",
    "::1",
]


@pytest.fixture
def open_on(folder: Path, opened: list[Flask]) -> OpenOn:
    """Opens an app as its server does that listens on an address."""

    def open_(listens_on: str | None, **settings: object) -> Flask:
        given = {"UPLOAD_PATH": folder, "CHECK_PROCESSES": 1, **settings}
        environment = {f"DROPSLOT_{k}": str(v) for k, v in given.items()}
        opened.append(create_app(environment, listens_on))
        return opened[-1]

    return open_


@pytest.mark.parametrize("listens_on", ["127.0.0.1", "localhost", "::1"])
def test_what_listens_here_alone_answers_to_names_of_this_machine_only(
    open_on: OpenOn, listens_on: str
) -> None:
    app = open_on(listens_on)

    assert {host: asked(app, host) for host in OURS} == dict.fromkeys(OURS, 200)
    assert {host: asked(app, host) for host in THEIRS} == dict.fromkeys(THEIRS, 421)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/uploads/"),
        ("GET", "/healthz"),
        ("GET", "/nowhere"),
        ("POST", "/"),
        ("DELETE", "/uploads/x"),
        ("PUT", "/login"),
    ],
)
def test_it_answers_to_no_other_name_whatever_is_asked(
    open_on: OpenOn, method: str, path: str
) -> None:
    client = open_on("127.0.0.1").test_client()

    answer = client.open(path, method=method, headers={"Host": "evil.example"})

    assert answer.status_code == 421
    assert answer.headers["Dropslot-Error"] == "wrong-host"
    assert "evil.example" in answer.text
    assert "DROPSLOT_HOSTS" in answer.text


def test_another_name_gets_the_sentence_on_a_page_where_it_was_opened(
    open_on: OpenOn,
) -> None:
    client = open_on("127.0.0.1").test_client()

    answer = client.get("/", headers={"Host": "evil.example", **FORM})

    assert (answer.status_code, answer.mimetype) == (421, "text/html")
    assert "dropslot-data" not in answer.text
    # All else would be refused as well, but for what the page looks like.
    assert 'href="/"' not in answer.text
    sheets = re.findall(r'href="([^"]*\.css)"', answer.text)
    assert sheets
    for sheet in sheets:
        assert client.get(sheet, headers={"Host": "evil.example"}).status_code == 200


@pytest.mark.parametrize(
    ("listens_on", "settings"),
    [
        pytest.param("0.0.0.0", {}, id="it listens everywhere"),
        pytest.param("192.168.1.7", {}, id="it listens on a network"),
        pytest.param(None, {}, id="another server serves it"),
        pytest.param("127.0.0.1", {"TRUSTED_PROXIES": 1}, id="a proxy is in front"),
        pytest.param("127.0.0.1", {"HOSTS": "*"}, id="any name was allowed"),
    ],
)
def test_elsewhere_it_answers_to_any_name(
    open_on: OpenOn, listens_on: str | None, settings: dict[str, object]
) -> None:
    app = open_on(listens_on, **settings)

    assert asked(app, "photos.example.org") == 200


def test_further_names_can_be_set(open_on: OpenOn) -> None:
    app = open_on("127.0.0.1", HOSTS="NAS:8080, photos.example.org *.home.arpa")

    for host in ("nas", "nas:1", "photos.example.org.", "a.home.arpa", "localhost"):
        assert asked(app, host) == 200, host
    for host in ("evil.example", "home.arpa", "xphotos.example.org"):
        assert asked(app, host) == 421, host


def test_names_that_were_set_hold_where_it_listens_everywhere(open_on: OpenOn) -> None:
    app = open_on("0.0.0.0", HOSTS="nas", TRUSTED_PROXIES=1)

    assert asked(app, "127.0.0.1:5000", **{"X-Forwarded-Host": "nas"}) == 200
    assert asked(app, "nas", **{"X-Forwarded-Host": "evil.example"}) == 421


def test_the_program_itself_knows_where_it_listens(program: Program) -> None:
    program.start()

    with_other = answer_to(program, "evil.example")
    with_own = answer_to(program, f"localhost:{program.port}")

    assert with_other[0] == 421
    assert with_own == (200, b"ok")


def test_a_picture_is_taken_by_a_name_of_this_machine(open_on: OpenOn) -> None:
    client = open_on("127.0.0.1").test_client()

    headers = {
        "Host": "photos.localhost:5000",
        "Origin": "http://photos.localhost:5000",
    }
    assert post(client, ("a.jpg", jpeg()), headers=headers).status_code == 204


def asked(app: Flask, host: str, **headers: str) -> int:
    """The status of the page, asked for by a name."""
    return app.test_client().get("/", headers={"Host": host, **headers}).status_code


def answer_to(program: Program, host: str) -> tuple[int, bytes]:
    """Status and body of an answer that was asked for by a name."""
    connection = HTTPConnection("127.0.0.1", program.port, timeout=10)
    connection.request("GET", "/healthz", headers={"Host": host})
    answer = connection.getresponse()
    read = answer.read()
    connection.close()
    return answer.status, read
