"""A thousand uploaders on bad networks: ``python -m bench.slow_uploaders PORT``.

A program of its own, so that its work is not done by the client that is measured.
It speaks to this machine only, and ends by itself.
"""

from __future__ import annotations

import argparse
import resource
import selectors
import socket
import sys
import time

_UPLOADERS = 1_000
_BYTES_PER_SECOND = 1024
# None of them comes to its end before this program does.
_BODY_BYTES = 10 * 1024**2
_LONGEST_SECONDS = 120
_DESCRIPTORS = _UPLOADERS + 100
_HEAD = (
    "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    f"Content-Length: {_BODY_BYTES}\r\n"
    "Content-Type: multipart/form-data; boundary=slow\r\n\r\n"
    '--slow\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
)


def main() -> None:
    """Connect them all, say so in a line, and trickle until the input is closed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--at-once", type=int, default=0, help="bytes sent at first")
    given = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Only ours: the server is to manage with what it is given.
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, _DESCRIPTORS), hard))
    first = _HEAD.encode() + b"\xff" * given.at_once
    uploaders = [_connected(given.port, first) for _ in range(_UPLOADERS)]
    print("ready", flush=True)
    _trickle(uploaders)


def _connected(port: int, first: bytes) -> socket.socket:
    uploader = socket.create_connection(("127.0.0.1", port), timeout=30)
    uploader.sendall(first)
    uploader.setblocking(False)
    return uploader


def _trickle(uploaders: list[socket.socket]) -> None:
    asked_to_stop = selectors.DefaultSelector()
    asked_to_stop.register(sys.stdin, selectors.EVENT_READ)
    began = time.monotonic()
    turn = 0
    while time.monotonic() < began + _LONGEST_SECONDS:
        # One each millisecond: spread over the second, as strangers are.
        due = int((time.monotonic() - began) * len(uploaders))
        for number in range(turn, due):
            uploaders[number % len(uploaders)].send(b"\xff" * _BYTES_PER_SECOND)
        turn = due
        if asked_to_stop.select(timeout=0.01):
            return


if __name__ == "__main__":
    main()
