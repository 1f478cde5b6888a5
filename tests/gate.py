"""A gate in front of a store of buckets: holds a request there for as long as a test
needs, so that who asked can be killed at that very step."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_PATIENCE_SECONDS = 30
_POLL_SECONDS = 0.02
# Of one connection, or said anew.
_OF_HOP = ("connection", "transfer-encoding", "content-length")


class Gate(ThreadingHTTPServer):
    """Hands on all requests to the store behind it; signatures stay good, because the
    store is told the name that it was asked by.

    :param endpoint: the address of the store.
    """

    daemon_threads = True

    def __init__(self, endpoint: str) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.store = urlsplit(endpoint).netloc
        self._wanted: tuple[str, str] | None = None
        self._is_after = self._is_dropped = False
        # What every PUT gets, instead of being handed on: a status and a document.
        self.answer: tuple[int, bytes] | None = None
        self._held = threading.Event()
        self._opened = threading.Event()

    @property
    def endpoint(self) -> str:
        """Where it is asked."""
        return f"http://127.0.0.1:{self.server_port}"

    def hold(self, method: str, path: str, after: bool = False) -> None:
        """Hold the next request of a method to a path, which is a regular expression.

        :param after: the store shall do it, and nobody be told that it did.
        """
        self._held.clear()
        self._opened.clear()
        self._is_after = after
        self._wanted = method, path

    def wait(self) -> None:
        """Wait until it holds one."""
        assert self._held.wait(_PATIENCE_SECONDS), "Nothing has come to the gate."

    def open(self, drop: bool = False) -> None:
        """Hold nothing more, and let what is held go on; or drop it, as the line does
        when who asked has died."""
        self._wanted = None
        self._is_dropped = drop
        self._opened.set()

    def lets_through(self, method: str, path: str, after: bool) -> bool:
        """Wait here if this is what is to be held; return whether it may go on."""
        if self._wanted is None or after is not self._is_after:
            return True
        wanted_method, wanted_path = self._wanted
        if method != wanted_method or not re.search(wanted_path, path):
            return True
        self._wanted = None
        self._held.set()
        return self._opened.wait(_PATIENCE_SECONDS) and not self._is_dropped


class _Request(BaseHTTPRequestHandler):
    server: Gate
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.close_connection = not self._may_go_on(after=False)
        if self.close_connection:
            return
        if self.server.answer and self.command == "PUT":
            self._say(self.server.answer[0], [], self.server.answer[1])
            return
        store = HTTPConnection(self.server.store, timeout=_PATIENCE_SECONDS)
        store.putrequest(
            self.command, self.path, skip_host=True, skip_accept_encoding=True
        )
        for name, value in self.headers.items():
            if name.lower() != "expect":
                store.putheader(name, value)
        store.endheaders(body)
        answer = store.getresponse()
        read = answer.read()
        store.close()
        self.close_connection = not self._may_go_on(after=True)
        # What the answer to HEAD tells is the length of another one.
        told = [one for one in answer.getheaders() if one[0].lower() not in _OF_HOP]
        length = answer.getheader("Content-Length", str(len(read)))
        self._say(answer.status, [*told, ("Content-Length", length)], read)

    do_GET = do_HEAD = do_DELETE = do_POST = do_PUT

    def _say(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        # Whoever asked may have been killed.
        with suppress(OSError):
            self.send_response_only(status)
            for name, value in headers or [("Content-Length", str(len(body)))]:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    def _may_go_on(self, after: bool) -> bool:
        return self.server.lets_through(self.command, self.path, after)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def gate_to(endpoint: str) -> Iterator[Gate]:
    """Run a gate in front of a store."""
    with Gate(endpoint) as gate:
        thread = threading.Thread(target=gate.serve_forever, args=[_POLL_SECONDS])
        thread.start()
        try:
            yield gate
        finally:
            gate.open()
            gate.shutdown()
            thread.join()
