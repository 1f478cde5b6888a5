"""Connections that stand about: who is waited for, for how long, and who goes first."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from dropslot.serving import server
from wire import RESET, Wire, echo_app, read_all, read_until, serving, several

HEAD = b"GET / HTTP/1.1\r\n"
POST = b"POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
# Beside the connections, the loop watches where they come in, and what wakes it up.
NO_CONNECTIONS = 2
PLACES = 10


@pytest.fixture
def small_wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """A server that takes ten connections."""
    monkeypatch.setattr(server, "_CONNECTIONS", PLACES + NO_CONNECTIONS)
    with serving(echo_app(), tmp_path) as wire:
        yield wire


def test_a_head_that_drips_is_ended_and_its_sender_told(wire: Wire) -> None:
    with wire.connect(HEAD) as connection:
        for _ in range(2):
            wire.wait(14)
            connection.sendall(b"X: y\r\n")
        wire.wait(3)

        answer = read_all(connection)

    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert answer.endswith(b"The request took too long to arrive.")


def test_a_connection_on_which_nothing_comes_is_closed(wire: Wire) -> None:
    with wire.connect() as connection:
        wire.wait(31)

        assert read_all(connection) == b""


def test_a_connection_is_kept_for_the_next_request_for_two_minutes(wire: Wire) -> None:
    with wire.connect(HEAD + b"\r\n") as connection:
        read_until(connection, b": 0 bytes")
        wire.wait(119)
        connection.sendall(HEAD + b"\r\n")
        read_until(connection, b": 0 bytes")
        wire.wait(121)

        assert read_all(connection) == b""


def test_a_later_request_has_the_time_of_a_first_one(wire: Wire) -> None:
    with wire.connect(HEAD + b"\r\n") as connection:
        read_until(connection, b": 0 bytes")
        wire.wait(119)
        connection.sendall(HEAD)
        wire.wait(29)
        connection.sendall(b"\r\n")

        read_until(connection, b": 0 bytes")


@pytest.mark.parametrize("head", [POST % 20_480, CHUNKED], ids=["a length", "chunks"])
def test_a_body_that_comes_slowly_is_taken(wire: Wire, head: bytes) -> None:
    with wire.connect(head) as connection:
        for _ in range(5):
            wire.wait(119)
            part = bytes(4096)
            connection.sendall(b"1000\r\n%b\r\n" % part if head is CHUNKED else part)
        if head is CHUNKED:
            connection.sendall(b"0\r\n\r\n")

        assert read_all(connection).endswith(b": 20480 bytes")


@pytest.mark.parametrize("part", [b"", b"x"], ids=["silence", "a byte now and then"])
def test_a_body_that_stands_still_is_ended(wire: Wire, part: bytes) -> None:
    with wire.connect(POST % 20_480) as connection:
        for _ in range(4):
            wire.wait(31)
            connection.sendall(part)

        answer = read_all(connection)

    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")


def test_who_does_not_read_their_answer_is_not_waited_for(wire: Wire) -> None:
    with wire.connect(b"GET /big HTTP/1.1\r\nConnection: close\r\n\r\n") as connection:
        read_until(connection, b"HTTP/1.1 200")
        # The first time it may still have been sending.
        for _ in range(2):
            wire.wait(121)

        assert len(read_all(connection)) < 32 * 1024**2


def test_who_reads_slowly_gets_all_of_their_answer(wire: Wire) -> None:
    with wire.connect(b"GET /big HTTP/1.1\r\nConnection: close\r\n\r\n") as connection:
        read = len(read_until(connection, b"\r\n\r\n"))
        # More each time than both ends hold in between.
        for mebibytes in (9, 18, 27):
            while read < mebibytes * 1024**2:
                read += len(connection.recv(1024**2))
            wire.wait(119)
        read += len(read_all(connection))

    assert read > 32 * 1024**2


def test_an_answer_that_takes_long_to_make_is_waited_for(tmp_path: Path) -> None:
    app, begun, goes_on = echo_app(), threading.Event(), threading.Event()

    @app.get("/slow")
    def slow() -> str:
        begun.set()
        goes_on.wait(60)
        return "at last"

    with (
        serving(app, tmp_path) as wire,
        wire.connect(b"GET /slow HTTP/1.1\r\n\r\n") as connection,
    ):
        begun.wait(60)
        wire.wait(3600)
        goes_on.set()

        read_until(connection, b"at last")


def test_in_a_full_house_the_idlest_goes_and_a_new_one_is_let_in(
    small_wire: Wire,
) -> None:
    with several(small_wire, PLACES, HEAD) as [idlest, *others]:
        assert b" 200 OK" in small_wire.ask()

        assert read_all(idlest) in (b"", RESET)
        others[0].sendall(b"\r\n")
        read_until(others[0], b": 0 bytes")


def test_who_is_sending_stays_in_a_full_house(small_wire: Wire) -> None:
    with (
        small_wire.connect(POST % (4096 * PLACES)) as sender,
        several(small_wire, PLACES - 2, HEAD) as others,
    ):
        small_wire.wait(1)
        for _ in range(PLACES):
            sender.sendall(bytes(4096))
            small_wire.wait(1)
            others.append(small_wire.connect(HEAD))

        assert read_all(sender).endswith(b": 40960 bytes")


def test_whose_request_is_being_answered_stays_in_a_full_house(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_CONNECTIONS", PLACES + NO_CONNECTIONS)
    app, begun, goes_on = echo_app(), threading.Semaphore(0), threading.Event()

    @app.get("/slow")
    def slow() -> str:
        begun.release()
        goes_on.wait(60)
        return "at last"

    with (
        serving(app, tmp_path) as wire,
        several(wire, PLACES, b"GET /slow HTTP/1.1\r\n\r\n") as working,
    ):
        for _ in working:
            begun.acquire()
        waiting = wire.connect(HEAD + b"\r\n")
        goes_on.set()

        for connection in (waiting, *working):
            read_until(connection, b" 200 OK")
        waiting.close()


def test_urgent_data_do_not_keep_the_server_awake(wire: Wire) -> None:
    with wire.connect(HEAD) as connection:
        connection.send(b"!", socket.MSG_OOB)

        assert read_all(connection) in (b"", RESET)


def test_requests_that_wait_for_a_thread_are_no_lines_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app, begun, goes_on = echo_app(), threading.Event(), threading.Event()

    @app.get("/slow")
    def slow() -> str:
        begun.set()
        goes_on.wait(60)
        return "at last"

    with (
        caplog.at_level(logging.DEBUG),
        serving(app, tmp_path) as wire,
        several(wire, 200, b"GET /slow HTTP/1.1\r\n\r\n") as waiting,
    ):
        begun.wait(60)
        goes_on.set()
        for connection in waiting:
            read_until(connection, b"at last")

    assert "depth" not in caplog.text
