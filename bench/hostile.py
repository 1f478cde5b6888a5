"""Hostile neighbours: ``python -m bench.hostile PORT KIND``.

A program of its own, so that its work is not done by the client that is measured. It
speaks to this machine only, and ends when its input does.
"""

from __future__ import annotations

import argparse
import resource
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

_LONGEST_SECONDS = 120
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


KINDS = {"chunks": _one_byte_chunks, "drips": _dripping_heads}


if __name__ == "__main__":
    main()
