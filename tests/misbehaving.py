"""A server of buckets that answers as a test says, over a real connection: what real
ones do only when they are ill."""

from __future__ import annotations

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


def trickle(body: bytes, each_seconds: float) -> Say:
    """An answer whose body comes byte by byte."""

    def say(output: BinaryIO, over: threading.Event) -> None:
        _raw(_head(200, len(body), {}))(output, over)
        for number in range(len(body)):
            if over.wait(each_seconds):
                return
            _raw(body[number : number + 1])(output, over)

    return say


class Misbehaving(socketserver.ThreadingTCPServer):
    """The server.

    :param says: the answers, one for each request; the last one for all that follow.
    :param reads_bodies: else what is sent to it is left on the line.
    :ivar requests: the heads of the requests that came.
    :ivar asked: whether any has come.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, says: Sequence[Say], reads_bodies: bool) -> None:
        self.says = list(says)
        self.reads_bodies = reads_bodies
        self.requests: list[str] = []
        self.asked = threading.Event()
        self.over = threading.Event()
        super().__init__(("127.0.0.1", 0), _Connection)

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
def misbehaving(*says: Say, reads_bodies: bool = True) -> Iterator[Misbehaving]:
    """Run such a server."""
    with Misbehaving(says, reads_bodies) as server:
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
        if not self.server.reads_bodies:
            self.server.over.wait()
        if "expect: 100-continue" in head:
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        _, is_there, rest = head.partition("content-length:")
        if is_there:
            self.rfile.read(int(rest.split()[0]))


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
