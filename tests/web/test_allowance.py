"""Whose body is kept at all while it arrives."""

from __future__ import annotations

import pytest
from apps import MakeApp
from wire import form_head, read_until, serving_dropslot

PART = bytes(200_000)


@pytest.mark.parametrize("access", ["private", "members"])
@pytest.mark.parametrize(
    "fields",
    [
        pytest.param([], id="no cookie"),
        pytest.param(["Cookie: dropslot=a; dropslot_language=en"], id="other cookies"),
    ],
)
def test_of_a_stranger_nothing_is_kept_where_a_sign_in_is_needed(
    make_app: MakeApp, access: str, fields: list[str]
) -> None:
    app = make_app(ACCESS=access, MAX_CONTENT_LENGTH=1024**2)

    with serving_dropslot(app) as wire:
        connection = wire.connect(form_head(len(PART), *fields) + PART[:-1])
        wire.ask()
        held_bytes = wire.spools.held_bytes
        connection.sendall(PART[-1:])
        answer = read_until(connection, b"sign in")
        connection.close()

    assert held_bytes == 0
    assert answer.startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("Content-Length: 1073741824", id="a length"),
        pytest.param("Transfer-Encoding: chunked", id="chunks"),
    ],
)
def test_a_stranger_who_asks_first_is_told_before_they_send(
    make_app: MakeApp, told: str
) -> None:
    asks = (
        f"POST / HTTP/1.1\r\nHost: localhost\r\n{told}\r\nExpect: 100-continue\r\n\r\n"
    )

    with serving_dropslot(make_app(ACCESS="private")) as wire:
        answer = wire.told(asks.encode())

    assert answer.startswith(b"HTTP/1.1 401 ")
    assert answer.count(b"HTTP/1.1") == 1


def test_a_stranger_who_stops_sending_is_told_soon(make_app: MakeApp) -> None:
    with serving_dropslot(make_app(ACCESS="private")) as wire:
        connection = wire.connect(form_head(1024**3) + PART)
        wire.wait(6)
        answer = read_until(connection, b"sign in")
        connection.sendall(PART)
        connection.close()

    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b"\r\nConnection: close\r\n" in answer


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(["Cookie: dropslot_session=forged"], id="a cookie"),
        pytest.param(["Authorization: Basic Zm9yZ2Vk"], id="a password"),
    ],
)
def test_who_may_be_signed_in_is_asked_when_all_has_come(
    make_app: MakeApp, fields: list[str]
) -> None:
    with serving_dropslot(make_app(ACCESS="private")) as wire:
        connection = wire.connect(form_head(len(PART), *fields) + PART[:-1])
        wire.until(lambda: wire.spools.held_bytes == len(PART) - 1)
        connection.sendall(PART[-1:])
        answer = connection.recv(4096)
        connection.close()

    assert wire.spools.held_bytes == 0
    assert answer.startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("POST", "/elsewhere", 404, id="no such address"),
        pytest.param("PUT", "/", 405, id="a method that is not taken"),
        pytest.param("POST", "/login", 400, id="a sign-in"),
        pytest.param("GET", "/healthz", 200, id="a request that needs no body"),
    ],
)
def test_where_no_picture_is_taken_little_is_kept(
    make_app: MakeApp, method: str, path: str, status: int
) -> None:
    with serving_dropslot(make_app()) as wire:
        connection = wire.connect(form_head(len(PART), method=method, path=path))
        connection.sendall(PART[:-1])
        wire.ask()
        held_bytes = wire.spools.held_bytes
        connection.sendall(PART[-1:])
        answer = connection.recv(4096)
        connection.close()

    assert held_bytes == 0
    assert answer.startswith(b"HTTP/1.1 %d " % status)


@pytest.mark.parametrize("path", ["/", "//", "/photos", "/photos/", "//photos/"])
def test_a_picture_may_come_to_wherever_uploads_are_taken(
    make_app: MakeApp, path: str
) -> None:
    with serving_dropslot(make_app(URL_PREFIX="/photos")) as wire:
        connection = wire.connect(form_head(len(PART), path=path) + PART[:-1])
        wire.until(lambda: wire.spools.held_bytes == len(PART) - 1)
        connection.close()
