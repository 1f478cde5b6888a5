"""One connection: requests in turn, and answers that their senders come to read."""

from __future__ import annotations

from pathlib import Path

import pytest
from dropslot.serving import Bodies, Spools, bodies
from wire import RESET, Wire, echo_app, read_all, read_until, serving

CLOSES = b"Connection: close\r\n"
EXPECTS = b"Expect: 100-continue\r\n"
LIMIT_BYTES = 1024**2


def test_requests_that_come_at_once_are_answered_in_turn(wire: Wire) -> None:
    first = b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
    second = b"POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    third = b"GET /c HTTP/1.1\r\n" + CLOSES + b"\r\n"

    answer = wire.told(first + second + third + b"GET /never HTTP/1.1\r\n\r\n")

    bodies = [part.partition(b"\r\n\r\n")[2] for part in answer.split(b"HTTP/1.1")[1:]]
    assert bodies == [b"a: 3 bytes", b"b: 0 bytes", b"c: 0 bytes"]
    assert wire.asked == ["POST /a", "POST /b", "GET /c"]


def test_ten_thousand_requests_at_once_hold_nobody_up(wire: Wire) -> None:
    with wire.connect(b"GET /big HTTP/1.1\r\n\r\n" * 10_000) as connection:
        read_until(connection, b" 200 OK")

        assert b" 200 OK" in wire.ask()

    assert wire.asked == ["GET /big", "GET /other"]


def test_a_connection_of_http_1_0_is_kept_where_that_is_asked(wire: Wire) -> None:
    asks = b"POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nab"

    answer = wire.told(asks + b"GET /last HTTP/1.0\r\n\r\n")

    assert b": 2 bytes" in answer
    assert b"last: 0 bytes" in answer


def test_a_body_that_is_asked_for_first_is_asked_for_once(wire: Wire) -> None:
    with wire.connect(
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\n" + EXPECTS + CLOSES + b"\r\n"
    ) as connection:
        assert connection.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"ab")
        connection.sendall(b"c")

        answer = read_all(connection)

    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b": 3 bytes")


def test_a_request_without_a_body_may_expect_to_be_asked_for_it(wire: Wire) -> None:
    answer = wire.told(b"GET /a HTTP/1.1\r\n" + EXPECTS + CLOSES + b"\r\n")

    assert answer.startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("size_bytes", [LIMIT_BYTES + 1, 100 * 1024**4])
def test_who_asks_first_is_refused_before_they_send(
    wire: Wire, size_bytes: int
) -> None:
    answer = wire.told(
        b"POST / HTTP/1.1\r\nContent-Length: %d\r\n%b\r\n" % (size_bytes, EXPECTS)
    )

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"\r\nConnection: close\r\n" in answer


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_who_sends_too_much_is_heard_to_the_end(wire: Wire, version: bytes) -> None:
    body = bytes(20 * LIMIT_BYTES)

    answer = wire.told(
        b"POST / HTTP/%b\r\nContent-Length: %d\r\n%b\r\n" % (version, len(body), CLOSES)
        + body
    )

    assert answer.startswith(b"HTTP/%b 413 " % version)
    assert RESET not in answer


@pytest.mark.parametrize("is_chunked", [False, True], ids=["a length", "chunks"])
def test_who_never_stops_is_answered_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_chunked: bool
) -> None:
    monkeypatch.setattr(bodies, "_LEAST_DRAINED_BYTES", LIMIT_BYTES)
    told = b"Content-Length: 99999999"
    if is_chunked:
        told = b"Transfer-Encoding: chunked"
    head = b"POST / HTTP/1.1\r\n" + told + b"\r\n\r\n"
    part = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    small = Bodies(1024, Spools(tmp_path, None), lambda *_: 1024)

    with serving(echo_app(), tmp_path, small) as wire:
        answer = wire.told(head + part * 64)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"\r\nConnection: close\r\n" in answer
    assert RESET not in answer
