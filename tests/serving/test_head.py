"""The head of a request: read to the letter, at a cost that grows with its bytes."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from dropslot.serving.head import HEAD_BYTES, HeadReader, parse_head
from dropslot.serving.refusal import Refusal
from wire import RESET, Wire

HIDDEN = b"GET /hidden HTTP/1.1\r\n\r\n"
IN_CHUNKS = b"0\r\n\r\n" + HIDDEN
CHUNKED = b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(b"Content-Length: 5\r\n" + CHUNKED, id="a length and chunks"),
        pytest.param(CHUNKED + b"Content-Length: 5\r\n", id="chunks and a length"),
        pytest.param(
            b"Content-Length: 5\r\nContent-Length: 6\r\n", id="two lengths that differ"
        ),
        pytest.param(b"Content-Length: 5, 6\r\n", id="two lengths in one field"),
        pytest.param(b"Content-Length: 5\r\n" * 2, id="the same length twice"),
        pytest.param(b"Content-Length: +5\r\n", id="a length with a sign"),
        pytest.param(b"Content-Length: -5\r\n", id="a length below zero"),
        pytest.param(b"Content-Length: 1_0\r\n", id="a length with an underscore"),
        pytest.param(b"Content-Length: 0x5\r\n", id="a length in hexadecimal"),
        pytest.param(b"Content-Length: 5 5\r\n", id="a length with a space"),
        pytest.param(b"Content-Length:\r\n", id="a length of nothing"),
        pytest.param(b"Content-Length: \xb2\r\n", id="a superscript for a length"),
        pytest.param(
            b"Content-Length: " + b"9" * 5000 + b"\r\n", id="a length of 5,000 digits"
        ),
        pytest.param(
            b"Transfer-Encoding: chunked, identity\r\n", id="chunks and then identity"
        ),
        pytest.param(b"Transfer-Encoding: xchunked\r\n", id="an unknown encoding"),
        pytest.param(b"Transfer-Encoding: identity\r\n", id="identity"),
        pytest.param(b"Transfer-Encoding: gzip, chunked\r\n", id="gzip in chunks"),
        pytest.param(b"Transfer-Encoding: ,chunked\r\n", id="an empty encoding"),
        pytest.param(b"Transfer-Encoding:\r\n", id="an encoding of nothing"),
        pytest.param(b'Transfer-Encoding: "chunked"\r\n', id="an encoding in quotes"),
        pytest.param(b"Transfer-Encoding: \x0bchunked\r\n", id="a vertical tab"),
        pytest.param(b"Transfer-Encoding: chunked\x00\r\n", id="a zero byte"),
        pytest.param(CHUNKED * 2, id="the same encoding twice"),
        pytest.param(
            b"Transfer-Encoding: gzip\r\n" + CHUNKED, id="two encodings in two fields"
        ),
        pytest.param(b"Transfer-Encoding : chunked\r\n", id="a space before the colon"),
        pytest.param(b"X: y\r\n Content-Length: 5\r\n", id="a folded field"),
        pytest.param(b"X: y\r\n\tz\r\n", id="a field folded with a tab"),
        pytest.param(b" X: y\r\n", id="a fold in front of all fields"),
        pytest.param(b"X: y\nContent-Length: 5\r\n", id="LF alone"),
        pytest.param(b"X: y\rContent-Length: 5\r\n", id="CR alone"),
        pytest.param(b"X: y\r\r\n", id="CR twice"),
        pytest.param(b"X: a\x00b\r\n", id="a zero byte in a value"),
        pytest.param(b"X: a\x7fb\r\n", id="a control character in a value"),
        pytest.param(b"X\x00: y\r\n", id="a zero byte in a name"),
        pytest.param(b"X\xe9: y\r\n", id="a letter with an accent in a name"),
        pytest.param(b": y\r\n", id="a field without a name"),
        pytest.param(b"no colon\r\n", id="a field without a colon"),
        pytest.param(b"Host: a\r\nHost: b\r\n", id="two hosts"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused_and_hides_nothing(
    wire: Wire, fields: bytes
) -> None:
    answer = wire.told(b"POST / HTTP/1.1\r\n" + fields + b"\r\n" + IN_CHUNKS)

    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert answer.count(b"HTTP/1.1") == 1
    assert b"\r\nConnection: close\r\n" in answer
    assert wire.asked == []


@pytest.mark.parametrize(
    ("line", "status"),
    [
        pytest.param(b"GET /", 400, id="no version"),
        pytest.param(b"GET", 400, id="no address"),
        pytest.param(b"get / HTTP/1.1", 400, id="a method in small letters"),
        pytest.param(b"GET  / HTTP/1.1", 400, id="two spaces"),
        pytest.param(b"GET / HTTP/1.1 ", 400, id="a space at the end"),
        pytest.param(b" GET / HTTP/1.1", 400, id="a space in front"),
        pytest.param(b"GET /a b HTTP/1.1", 400, id="a space in the address"),
        pytest.param(b"GET /a\tb HTTP/1.1", 400, id="a tab in the address"),
        pytest.param(b"GET /a\x00b HTTP/1.1", 400, id="a zero byte in the address"),
        pytest.param(b"GET http://[ HTTP/1.1", 400, id="an address that is none"),
        pytest.param(b"GET /\xff HTTP/1.1", 400, id="an address of other bytes"),
        pytest.param(b"GET / HTTP/1.1\n", 400, id="LF alone behind it"),
        pytest.param(b"\x16\x03\x01", 400, id="TLS where none is spoken"),
        pytest.param(b"GET / HTTP/1.10", 400, id="a version of two digits"),
        pytest.param(b"GET / HTTP/2.0", 505, id="HTTP/2"),
        pytest.param(b"PRI * HTTP/2.0", 505, id="HTTP/2 as it begins"),
        pytest.param(b"GET / HTTP/1.2", 505, id="a version that is not there yet"),
    ],
)
def test_a_first_line_that_is_none_is_refused(
    wire: Wire, line: bytes, status: int
) -> None:
    answer = wire.told(line + b"\r\n" + CHUNKED + b"\r\n" + IN_CHUNKS)

    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert wire.asked == []


def test_chunks_of_http_1_0_are_refused(wire: Wire) -> None:
    answer = wire.told(b"POST / HTTP/1.0\r\n" + CHUNKED + b"\r\n" + IN_CHUNKS)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert wire.asked == []


def test_a_refusal_is_one_plain_sentence(wire: Wire) -> None:
    answer = wire.told(b"POST / HTTP/1.1\r\nContent-Length: 5\r\n" + CHUNKED + b"\r\n")

    head, _, body = answer.partition(b"\r\n\r\n")
    assert body == b"A request has a Content-Length or a Transfer-Encoding."
    assert b"\r\nContent-Type: text/plain; charset=utf-8\r\n" in head
    assert b"\r\nDropslot-Error: bad-request\r\n" in head
    assert b"\r\nX-Content-Type-Options: nosniff" in head


def test_lines_that_end_in_lf_alone_are_refused_at_once(wire: Wire) -> None:
    with wire.connect(b"GET / HTTP/1.1\nHost: x\n") as connection:
        assert connection.recv(12) == b"HTTP/1.1 400"


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(
            b"GET / HTTP/1.1\r\nX: " + b"x" * HEAD_BYTES + b"\r\n\r\n",
            id="a field that is too long",
        ),
        pytest.param(
            b"GET / HTTP/1.1\r\nX: " + b"x" * (10 * HEAD_BYTES),
            id="a field that does not end",
        ),
        pytest.param(b"GET /" + b"x" * (10 * HEAD_BYTES), id="an endless address"),
        pytest.param(
            b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 101 + b"\r\n", id="101 fields"
        ),
        pytest.param(b"\r\n" * HEAD_BYTES, id="nothing but empty lines"),
    ],
)
def test_a_head_that_is_too_long_is_431_and_its_sender_reads_so(
    wire: Wire, sent: bytes
) -> None:
    answer = wire.told(sent)

    assert answer.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
    assert RESET not in answer


def test_a_head_of_the_largest_size_is_taken(wire: Wire) -> None:
    empty = b"GET / HTTP/1.1\r\nConnection: close\r\nCookie: \r\n\r\n"
    cookie = b"Cookie: " + b"x" * (HEAD_BYTES - len(empty))

    assert b" 200 OK" in wire.told(empty.replace(b"Cookie: ", cookie))


def test_an_empty_line_in_front_of_a_request_is_passed_over(wire: Wire) -> None:
    answer = wire.told(b"\r\n\r\nGET /a HTTP/1.1\r\nConnection: close\r\n\r\n")

    assert b" 200 OK" in answer
    assert wire.asked == ["GET /a"]


def test_a_head_may_come_byte_by_byte() -> None:
    sent = b"\r\nGET / HTTP/1.1\r\nA: b\r\nC: d\r\n\r\nbody"
    reader = HeadReader()

    taken = [reader.take(sent[n : n + 1]) for n in range(len(sent) - 4)]

    assert sum(taken) == len(sent) - 4
    assert reader.head == b"GET / HTTP/1.1\r\nA: b\r\nC: d\r\n\r\n"


def test_fields_are_told_as_wsgi_has_them() -> None:
    head = parse_head(
        b"GET /a?b HTTP/1.1\r\nAccept:\t a \r\nACCEPT: b\r\nX_Y: c\r\nX-Y: \r\n\r\n"
    )

    assert (head.method, head.target, head.version) == ("GET", b"/a?b", "1.1")
    assert head.fields == {"ACCEPT": "a, b", "X_Y": ""}
    assert head.length_bytes == 0


def test_cookies_in_several_fields_are_one_as_browsers_write_it() -> None:
    head = parse_head(b"GET / HTTP/1.1\r\nCookie: a=b\r\nCookie: c=d\r\n\r\n")

    assert head.fields["COOKIE"] == "a=b; c=d"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda n: b"GET / HTTP/1.1\r\nX:%bx" % (b" " * n), id="spaces"),
        pytest.param(lambda n: b"GET / HTTP/1.1\r\nX:%b" % (b"a " * n), id="words"),
        pytest.param(lambda n: b"GET / HTTP/1.1\r\n%b: x" % (b"X" * n), id="a name"),
        pytest.param(lambda n: b"GET /%b HTTP/1.1" % (b":" * n), id="an address"),
        pytest.param(lambda n: b"%b / HTTP/1.1" % (b"G" * n), id="a method"),
        pytest.param(lambda n: b"GET / HTTP/1.1\r\n%b" % (b"\tx" * n), id="a fold"),
    ],
)
def test_what_a_head_costs_grows_with_its_bytes(make: Callable[[int], bytes]) -> None:
    """waitress took 19 s for 32 KiB of spaces in front of a value."""
    few, many = (make(n) + b"\r\n\r\n" for n in (20_000, 320_000))

    # Sixteen times as much; with its square it would be 256 times.
    assert cpu_seconds(many) < 64 * cpu_seconds(few)


def cpu_seconds(head: bytes) -> float:
    """The least that reading a head took, in several tries."""
    return min(_tried(head) for _ in range(5))


def _tried(head: bytes) -> float:
    began = time.process_time()
    with suppress(Refusal):
        parse_head(head)
    return time.process_time() - began
