"""Hostile neighbours: ``python -m bench.hostile PORT KIND``.

A program of its own, so that its work is not done by the client that is measured. It
speaks to this machine only, and ends when its input does.
"""

from __future__ import annotations

import argparse
import resource
import selectors
import socket
import struct
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException

from bench.client import BOUNDARY, multipart

_LONGEST_SECONDS = 120
_AT_ONCE = 44
_DRIPPING = 2_100
_DRIP_SECONDS = 20
_DESCRIPTORS = _DRIPPING + 100
_ONE_BYTE_CHUNKS = b"1\r\nx\r\n" * 10_000
_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_CHUNKED = (
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
)


def main() -> None:
    """Begin, say so in a line, and go on until the input is closed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("kind", choices=sorted(KINDS))
    given = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Only ours: the server is to manage with what it is given.
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, _DESCRIPTORS), hard))
    asked_to_stop = selectors.DefaultSelector()
    asked_to_stop.register(sys.stdin, selectors.EVENT_READ)
    ends = time.monotonic() + _LONGEST_SECONDS
    for number, pause_seconds in enumerate(KINDS[given.kind](given.port)):
        if not number:
            print("ready", flush=True)
        if asked_to_stop.select(pause_seconds) or time.monotonic() > ends:
            return


def _one_byte_chunks(port: int) -> Iterator[float]:
    """One sender of them, as fast as they are taken."""
    while True:
        with suppress(OSError), _connected(port, _CHUNKED) as sender:
            while True:
                sender.sendall(_ONE_BYTE_CHUNKS)
                yield 0


def _dripping_heads(port: int) -> Iterator[float]:
    """A line of a head now and then, on more connections than are let in."""
    dripping = [_connected(port, _HEAD) for _ in range(_DRIPPING)]
    yield 0
    while True:
        for number, connection in enumerate(dripping):
            try:
                connection.sendall(b"X: y\r\n")
            except OSError:
                # Put out for another, it comes back.
                connection.close()
                dripping[number] = _connected(port, _HEAD)
            yield _DRIP_SECONDS / _DRIPPING


def _connected(port: int, first: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(first)
    return connection


def _slow_pictures(port: int) -> Iterator[float]:
    """One browser that sends 44 slow pictures at once, and again and again."""
    cookie, body = _cookie(port), multipart(_slow_png(), "slow.png")
    for _ in range(_AT_ONCE):
        threading.Thread(
            target=_send_on, args=[port, cookie, body], daemon=True
        ).start()
    while True:
        yield 0.1


def _send_on(port: int, cookie: str, body: bytes) -> None:
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=120)
        # Whatever the answer is, and whether there is one.
        with closing(connection), suppress(OSError, HTTPException):
            connection.request(
                "POST", "/", body, {"Content-Type": kind, "Cookie": cookie}
            )
            connection.getresponse().read()


def _cookie(port: int) -> str:
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", "/")
        given = connection.getresponse().getheader("Set-Cookie") or ""
    return given.partition(";")[0]


def _slow_png() -> bytes:
    """100 megapixels in grey, as small as they can be (PNG specification, 11.2)."""
    side = 9_999
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side + 1) * side), 9)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body))
        + kind
        + body
        + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


KINDS = {
    "chunks": _one_byte_chunks,
    "drips": _dripping_heads,
    "pictures": _slow_pictures,
}


if __name__ == "__main__":
    main()
