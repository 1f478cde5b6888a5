"""A server of buckets that answers as a test says, over a real connection: what real
ones do only when they are ill."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO, TypeAlias, cast

ETAG = '"9bb58f26192e4ba00f01e2e7b136bbd8"'
_POLL_SECONDS = 0.02

Say: TypeAlias = Callable[[BinaryIO, threading.Event], None]
"""Writes an answer; the event says that the test is over."""


def answer(status: int, body: bytes = b"", **headers: object) -> Say:
    """An answer with a body, and an ETag where it is well."""
    return _raw(_head(status, len(body), headers) + body)


def error(status: int, code: str) -> Say:
    """An answer as S3 says what is wrong."""
    document = f"<Error><Code>{code}</Code><Message>m</Message></Error>"
    return answer(status, f"<?xml version='1.0'?>{document}".encode())


def cut(status: int, body: bytes, at: int, **headers: object) -> Say:
    """An answer whose body ends early."""
    return _raw(_head(status, len(body), headers) + body[:at])


def garbage(text: bytes = b"220 mail.example.org ESMTP\r\n") -> Say:
    """Something that is no HTTP."""
    return _raw(text)


def silence(output: BinaryIO, over: threading.Event) -> None:
    """No answer."""
    over.wait()


def stall(body: bytes, at: int) -> Say:
    """An answer whose body stops, and never goes on."""

    def say(output: BinaryIO, over: threading.Event) -> None:
        _raw(_head(200, len(body), {}) + body[:at])(output, over)
        over.wait()

    return say


class Trickle:
    """An answer whose body comes byte by byte.

    :ivar said_bytes: how many came so far.
    """

    def __init__(self, body: bytes, pause_seconds: float) -> None:
        self._body = body
        self._pause_seconds = pause_seconds
        self.said_bytes = 0

    def __call__(self, output: BinaryIO, over: threading.Event) -> None:
        output.write(_head(200, len(self._body), {}))
        for number in range(len(self._body)):
            if over.wait(self._pause_seconds):
                return
            output.write(self._body[number : number + 1])
            self.said_bytes += 1


class Misbehaving(socketserver.ThreadingTCPServer):
    """The server.

    :param says: the answers, one for each request; the last one for all that follow.
    :param pause_seconds: between two KiB of what is sent to it.
    :ivar requests: the heads of the requests that came.
    :ivar asked: whether any has come.
    :ivar read_bytes: what was read of their bodies.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, says: Sequence[Say], pause_seconds: float) -> None:
        self.says = list(says)
        self.pause_seconds = pause_seconds
        self.requests: list[str] = []
        self.read_bytes = 0
        self.asked = threading.Event()
        self.over = threading.Event()
        super().__init__(("127.0.0.1", 0), _Connection)
        # Else a megabyte or more would be on the line before anybody reads.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 256 * 1024)

    @property
    def environment(self) -> dict[str, str]:
        """What a program reads where it is."""
        return {
            "AWS_ACCESS_KEY_ID": "the-access-key",
            "AWS_SECRET_ACCESS_KEY": "the-secret-key",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.server_address[1]}",
            "AWS_REGION": "us-east-1",
        }

    def next_say(self) -> Say:
        """How the next request is answered."""
        return self.says.pop(0) if len(self.says) > 1 else self.says[0]


@contextmanager
def misbehaving(*says: Say, pause_seconds: float = 0) -> Iterator[Misbehaving]:
    """Run such a server."""
    with Misbehaving(says, pause_seconds) as server:
        thread = threading.Thread(target=server.serve_forever, args=[_POLL_SECONDS])
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


class _Connection(socketserver.StreamRequestHandler):
    server: Misbehaving

    def handle(self) -> None:
        # One request each: then it is closed, as after most failures.
        head = b""
        while line := self.rfile.readline():
            head += line
            if line == b"\r\n":
                break
        if not head:
            return
        self.server.requests.append(head.decode())
        self.server.asked.set()
        with suppress(OSError):
            self._read_body(head.decode().lower())
            self.server.next_say()(cast(BinaryIO, self.wfile), self.server.over)

    def _read_body(self, head: str) -> None:
        if "expect: 100-continue" in head:
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        _, _, rest = head.partition("content-length:")
        left_bytes = int(rest.split()[0]) if rest else 0
        while left_bytes > 0 and not self.server.over.is_set():
            block = self.rfile.read(min(left_bytes, 1024))
            left_bytes -= len(block)
            self.server.read_bytes += len(block)
            if self.server.pause_seconds:
                self.server.over.wait(self.server.pause_seconds)


def _head(status: int, size_bytes: int, headers: dict[str, object]) -> bytes:
    given = {"Content-Length": size_bytes, "Connection": "close"}
    if status < 300:
        given["ETag"] = ETAG
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in given.items() if value is not None]
    return "\r\n".join([f"HTTP/1.1 {status} Something", *lines, "", ""]).encode()


def _raw(text: bytes) -> Say:
    def say(output: BinaryIO, over: threading.Event) -> None:
        # Whoever asked may have gone.
        with suppress(OSError):
            output.write(text)
            output.flush()

    return say
