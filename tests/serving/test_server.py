"""The real program under waitress: what goes over a real connection."""

from __future__ import annotations

import http.client
import os
import resource
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pictures import flat_png, jpeg
from posting import multipart, send
from program import Command, Program
from wire import echo_app, serving, several

LIMIT_BYTES = 1024**2


def test_a_file_goes_in_and_out_over_a_real_connection(program: Program) -> None:
    photo = jpeg()
    program.start()

    status, _ = send(program, ("a.jpg", photo))

    (name,) = program.names()
    assert status == 204
    assert (program.folder / name).read_bytes() == photo


def test_a_connection_stays_open_after_an_upload(program: Program) -> None:
    program.start()
    content_type, body = multipart(("a.jpg", jpeg()))
    connection = http.client.HTTPConnection("127.0.0.1", program.port)

    sockets = set()
    for _ in range(2):
        connection.request("POST", "/", body, {"Content-Type": content_type})
        connection.getresponse().read()
        sockets.add(connection.sock)

    assert len(sockets) == 1
    assert None not in sockets
    connection.close()


@pytest.mark.parametrize(
    "size_bytes",
    [
        pytest.param(LIMIT_BYTES + 1, id="a byte too much"),
        pytest.param(20 * LIMIT_BYTES, id="twenty times too much"),
        pytest.param(LIMIT_BYTES + 1100 * 1024**2, id="more than is ever held"),
    ],
)
def test_a_sender_of_too_much_reads_why(
    program: Program, tmp_path: Path, size_bytes: int
) -> None:
    program.start(MAX_CONTENT_LENGTH=LIMIT_BYTES)
    big = tmp_path / "big.jpg"
    big.touch()
    os.truncate(big, size_bytes)

    curl = subprocess.run(
        ["curl", "--silent", "--form", f"file=@{big}", program.url],
        capture_output=True,
        text=True,
        check=True,
    )

    assert curl.stdout.startswith("File is too large: ")
    assert curl.stdout.endswith("; the limit is 1 MB.")


def test_a_sender_of_chunks_without_a_length_reads_why(program: Program) -> None:
    program.start(MAX_CONTENT_LENGTH=LIMIT_BYTES)
    content_type, body = multipart(("a.jpg", bytes(3 * LIMIT_BYTES)))
    connection = http.client.HTTPConnection("127.0.0.1", program.port)

    connection.request(
        "POST", "/", iter([body]), {"Content-Type": content_type}, encode_chunked=True
    )
    answer = connection.getresponse()

    assert answer.status == 413
    assert answer.read().startswith(b"File is too large: 3 MB")
    connection.close()


def test_a_visitor_who_vanishes_leaves_nothing(program: Program) -> None:
    program.start()
    content_type, body = multipart(("a.jpg", bytes(5 * 1024**2)))
    with socket.create_connection(("127.0.0.1", program.port)) as connection:
        head = (
            f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        connection.sendall(head.encode() + body[: 3 * 1024**2])

    assert send(program, ("b.jpg", jpeg()))[0] == 204
    assert len(program.names()) == 1
    assert staged(program) == []


def test_readers_who_do_not_read_hold_nobody_up(program: Program) -> None:
    program.start(MAX_CONTENT_LENGTH=64 * 1024**2)
    send(program, ("a.jpg", jpeg() + bytes(40 * 1024**2)))
    (name,) = program.names()
    lazy = [socket.create_connection(("127.0.0.1", program.port)) for _ in range(40)]
    for connection in lazy:
        ask = f"GET /uploads/{name} HTTP/1.1\r\nHost: localhost\r\n"
        ask += "Range: bytes=0-\r\n\r\n"
        connection.sendall(ask.encode())
        assert connection.recv(12) == b"HTTP/1.1 206"

    assert len(program.names()) == 1
    for connection in lazy:
        connection.close()


def test_a_trusted_proxy_is_believed_and_no_other(program: Program) -> None:
    headers = {"X-Forwarded-Proto": "https", "Host": "localhost"}

    secure = {}
    for count in (0, 1):
        program.start(TRUSTED_PROXIES=count)
        connection = http.client.HTTPConnection("127.0.0.1", program.port)
        connection.request("GET", "/", headers=headers)
        secure[count] = "Secure" in connection.getresponse().headers["Set-Cookie"]
        connection.close()
        program.stop()

    assert secure == {0: False, 1: True}


def test_an_endless_head_of_a_chunk_is_cut_off(program: Program) -> None:
    program.start()
    with socket.create_connection(("127.0.0.1", program.port)) as connection:
        connection.sendall(
            b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b"0" * 20_000
        )

        assert connection.recv(12) == b"HTTP/1.1 400"


@pytest.mark.parametrize(
    "size_bytes",
    [
        pytest.param(300_000, id="a body held in memory"),
        pytest.param(8 * 1024**2, id="a body that waitress spools"),
    ],
)
def test_a_full_disk_is_507_and_keeps_nothing(
    program: Program, size_bytes: int
) -> None:
    # A limit on the size of files stands in for a full disk, which needs root; the
    # write fails in the same place, and no file may pass 200 kB.
    program.start()
    limit_file_size(program, 200_000)

    status, sentence = send(program, ("a.jpg", jpeg() + bytes(size_bytes)))

    assert status == 507
    assert sentence.startswith("The server has no room left. Nothing was stored. (Ref")
    assert program.names() == []
    assert staged(program) == []


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGTERM, id="SIGTERM"),
        pytest.param(signal.SIGINT, id="Ctrl-C"),
    ],
)
def test_what_has_arrived_is_kept_and_answered_before_it_stops(
    command: Command, number: int
) -> None:
    command.start()
    answers: list[int] = []
    slow = threading.Thread(
        target=lambda: answers.append(
            send(command, ("a.png", flat_png(9_000, 9_000)))[0]
        )
    )
    slow.start()
    # Not the file that the server itself spools a body to, for a moment by a name.
    wait_until(lambda: any(path.suffix == ".part" for path in staged(command)))

    command.signal(number)
    output = command.wait()
    slow.join()

    assert answers == [204]
    assert len(list(command.folder.glob("*.png"))) == 1
    assert command.status == 0
    assert output.endswith("\nStopped; everything that had arrived is kept.\n")


def test_it_says_where_it_listens_and_where_pictures_go(command: Command) -> None:
    command.start()

    output = command.stop()
    opening, *_ = output.splitlines()
    assert opening == f"Opening the folder {command.folder} ..."

    assert f"listens on {command.url}" in output
    assert str(command.folder) in output
    assert "anyone who can reach this address" in output


@pytest.mark.parametrize(
    ("count", "sent"),
    [
        pytest.param(
            1100,
            b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\nx",
            id="bodies that come slowly",
        ),
        pytest.param(
            2100,
            b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
            id="more heads that drip than there is room for",
        ),
        pytest.param(2100, b"", id="more that say nothing than there is room for"),
    ],
)
def test_slow_visitors_hold_nobody_up(
    program: Program, count: int, sent: bytes
) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    program.start()
    waiting = [
        socket.create_connection(("127.0.0.1", program.port)) for _ in range(count)
    ]
    for connection in waiting:
        connection.sendall(sent)

    status, _ = send(program, ("a.jpg", jpeg()))

    assert status == 204
    for connection in waiting:
        connection.close()


def staged(program: Program) -> list[Path]:
    return list((program.folder / ".dropslot" / "staging").iterdir())


def wait_until(is_true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, "It did not happen in time."


def limit_file_size(program: Program, size_bytes: int) -> None:
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (size_bytes, size_bytes))


def test_that_it_lives_is_told_while_every_thread_waits(tmp_path: Path) -> None:
    app, released = echo_app(), threading.Event()
    app.add_url_rule("/store", view_func=lambda: str(released.wait(60)))

    # Of 16 threads all wait, and others behind them.
    with (
        serving(app, tmp_path) as wire,
        several(wire, 20, b"GET /store HTTP/1.1\r\n\r\n"),
    ):
        deadline = time.monotonic() + 30
        while wire.asked.count("GET /store") < 16 and time.monotonic() < deadline:
            time.sleep(0.01)
        answer, load = wire.ask("/livez"), wire.server.load
        released.set()

    assert b"livez: 0 bytes" in answer
    assert (load.threads, load.busy_threads, load.waiting_requests) == (16, 16, 4)
