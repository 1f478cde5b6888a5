"""Bodies in chunks: whatever their sizes, and however they come."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from dropslot.serving import Spools
from dropslot.serving.chunked import ChunkedBody
from dropslot.serving.spool import Spool
from pictures import jpeg
from posting import multipart
from program import Program
from wire import Wire, read_until

HEAD = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
HIDDEN = b"GET /hidden HTTP/1.1\r\n\r\n"


def test_a_picture_in_chunks_of_one_byte_is_kept(program: Program) -> None:
    photo = jpeg()
    program.start()
    content_type, body = multipart(("a.jpg", photo))
    head = (
        f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {content_type}\r\n"
        "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )

    answer = send_raw(program, head.encode() + chunks(body, 1))

    (name,) = program.names()
    assert answer.startswith(b"HTTP/1.1 204 ")
    assert (program.folder / name).read_bytes() == photo


@pytest.mark.parametrize("chunk_bytes", [1, 2, 7, 1000])
@pytest.mark.parametrize("read_bytes", [1, 2, 3, 11, 4096])
def test_bytes_are_the_same_however_they_are_cut(
    tmp_path: Path, chunk_bytes: int, read_bytes: int
) -> None:
    body = bytes(range(256)) * 4 + b"\r\n0\r\n\r\n"
    sent = chunks(body, chunk_bytes) + b"the next"

    with receiver_in(tmp_path) as (receiver, spool):
        taken = 0
        while not receiver.completed:
            taken += receiver.received(sent[taken : taken + read_bytes])
        read = spool.getfile().read()

    assert read == body
    assert sent[taken:] == b"the next"


def test_what_chunks_cost_grows_with_their_number(tmp_path: Path) -> None:
    """waitress took 16 times as long for four times as many in one read."""
    few, many = (chunks(bytes(count), 1) for count in (20_000, 320_000))

    # Sixteen times as much; with its square it would be 256 times.
    assert cpu_seconds(tmp_path, many) < 64 * cpu_seconds(tmp_path, few)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"3\r\nabcd\r\n0\r\n\r\n", id="longer than it says"),
        pytest.param(b"3\r\nab\r\n0\r\n\r\n", id="shorter than it says"),
        pytest.param(b"3\r\nabc0\r\n\r\n", id="no end"),
        pytest.param(b"3\nabc\n0\n\n", id="LF alone"),
        pytest.param(b"3\r\nabc\n0\r\n\r\n", id="LF alone behind it"),
        pytest.param(b"3\rabc\r\n0\r\n\r\n", id="CR alone"),
        pytest.param(b"3\r\nabc\rX0\r\n\r\n", id="CR and another"),
        pytest.param(b"\r\n3\r\nabc\r\n0\r\n\r\n", id="an empty line"),
        pytest.param(b"0x3\r\nabc\r\n0\r\n\r\n", id="0x"),
        pytest.param(b"+3\r\nabc\r\n0\r\n\r\n", id="a sign"),
        pytest.param(b"-3\r\nabc\r\n0\r\n\r\n", id="below zero"),
        pytest.param(b"0_3\r\nabc\r\n0\r\n\r\n", id="an underscore"),
        pytest.param(b" 3\r\nabc\r\n0\r\n\r\n", id="a space in front"),
        pytest.param(b"3 \r\nabc\r\n0\r\n\r\n", id="a space behind"),
        pytest.param(b";a=b\r\nabc\r\n0\r\n\r\n", id="no size"),
        pytest.param(b"g\r\nabc\r\n0\r\n\r\n", id="no digit"),
        pytest.param(b"0" * 17 + b"3\r\nabc\r\n0\r\n\r\n", id="18 digits"),
        pytest.param(b"0" * 20_000, id="an endless size"),
        pytest.param(b"3;a=" + b"b" * 300 + b"\r\nabc", id="a long extension"),
        pytest.param(b"3;a=" + b"b" * 20_000, id="an endless extension"),
        pytest.param(b"3;a=\x00\r\nabc\r\n0\r\n\r\n", id="an extension with a zero"),
        pytest.param(b"3;a\nb\r\nabc\r\n0\r\n\r\n", id="an extension with LF"),
        pytest.param((b"1;%b\r\nx\r\n" % (b"a" * 250)) * 270, id="many extensions"),
        pytest.param(b"0\r\nX: " + b"y" * 9000 + b"\r\n\r\n", id="a long trailer"),
        pytest.param(b"0\r\nX: " + b"y" * 20_000, id="an endless trailer"),
        pytest.param(b"0\r\n" + b"X: y\r\n" * 5000, id="endless trailers"),
        pytest.param(b"0\r\n" + HIDDEN, id="a request where a trailer is due"),
        pytest.param(b"0\r\nX: y\nZ: z\r\n\r\n", id="a trailer with LF"),
        pytest.param(b"0\r\nX : y\r\n\r\n", id="a trailer with a space in its name"),
    ],
)
def test_chunks_that_are_not_to_the_letter_are_refused_and_hide_nothing(
    wire: Wire, body: bytes
) -> None:
    answer = wire.told(HEAD + body + HIDDEN)

    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert answer.count(b"HTTP/1.1") == 1
    assert wire.asked == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"3\r\nabc\r\n0\r\n\r\n", id="plain"),
        pytest.param(b"0003\r\nabc\r\n000\r\n\r\n", id="zeros in front"),
        pytest.param(b'3;a;b=c;d="e f"\r\nabc\r\n0;g\r\n\r\n', id="extensions"),
        pytest.param(b"3 ; a=b\r\nabc\r\n0\r\n\r\n", id="spaces around an extension"),
        pytest.param(b"1\r\na\r\n2\r\nbc\r\n0\r\nX: y\r\nZ:\r\n\r\n", id="trailers"),
    ],
)
def test_sound_chunks_are_taken_and_the_next_request_too(
    wire: Wire, body: bytes
) -> None:
    last = b"GET /next HTTP/1.1\r\nConnection: close\r\n\r\n"

    answer = wire.told(HEAD + body + last)

    assert b": 3 bytes" in answer
    assert b"next: 0 bytes" in answer
    assert wire.asked == ["POST /", "GET /next"]


def test_large_chunks_may_have_sizes_in_capitals(wire: Wire) -> None:
    body = b"ABCD\r\n" + bytes(0xABCD) + b"\r\n0\r\n\r\n"

    with wire.connect(HEAD + body) as connection:
        read_until(connection, b": 43981 bytes")


def chunks(body: bytes, size_bytes: int) -> bytes:
    """A body cut into chunks, with the last one."""
    cut = (body[n : n + size_bytes] for n in range(0, len(body), size_bytes))
    return b"".join(b"%x\r\n%b\r\n" % (len(c), c) for c in cut) + b"0\r\n\r\n"


@contextmanager
def receiver_in(folder: Path) -> Iterator[tuple[ChunkedBody, Spool]]:
    """What takes in a body, and where it is then."""
    with closing(Spool(1024**2, Spools(folder, None))) as spool:
        yield ChunkedBody(spool), spool


def cpu_seconds(folder: Path, sent: bytes) -> float:
    """The least that taking in a body, all in one read, took in several tries."""
    seconds = []
    for _ in range(5):
        with receiver_in(folder) as (receiver, _spool):
            began = time.process_time()
            receiver.received(sent)
            seconds.append(time.process_time() - began)
    return min(seconds)


def send_raw(program: Program, sent: bytes) -> bytes:
    """Send bytes as they are; return the answer."""
    with socket.create_connection(("127.0.0.1", program.port)) as connection:
        connection.sendall(sent)
        return connection.recv(4096)
