"""Dropslot's server in a thread of the test, with a clock that the test turns."""

from __future__ import annotations

import io
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dropslot.serving import Bodies, Server, Spools
from dropslot.web import EXTENSION, Allowance
from flask import Flask, Response, request, send_file

RESET = b"(reset)"
"""What :func:`read_all` reads where the connection was broken."""
_PATIENCE_SECONDS = 20
_LIMIT_BYTES = 1024**2


class Clock:
    """Stands still until it is turned on."""

    def __init__(self) -> None:
        self._now_seconds = 1000.0

    def __call__(self) -> float:
        return self._now_seconds

    def turn_on(self, seconds: float) -> None:
        """Let so much time go by."""
        self._now_seconds += seconds


class Wire:
    """A server that runs, and what connections to it see.

    :param asked: method and path of every request that came to the app, in order.
    """

    def __init__(self, server: Server, spools: Spools, clock: Clock) -> None:
        self.server = server
        self.spools = spools
        self.clock = clock
        self.asked: list[str] = []
        self._port = int(server.urls[0].rpartition(":")[2])

    def connect(self, sent: bytes = b"") -> socket.socket:
        """A connection of its own, on which so much has been sent."""
        connection = socket.create_connection(
            ("127.0.0.1", self._port), timeout=_PATIENCE_SECONDS
        )
        connection.sendall(sent)
        return connection

    def told(self, sent: bytes) -> bytes:
        """All that is answered until the server hangs up."""
        with self.connect(sent) as connection:
            return read_all(connection)

    def ask(self, path: str = "/other") -> bytes:
        """What somebody else is answered meanwhile."""
        return self.told(f"GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n".encode())

    def until(self, is_true: Callable[[], bool]) -> None:
        """Ask for other things until something is so."""
        for _ in range(1000):
            if is_true():
                return
            self.ask()
        raise AssertionError("It did not come to be so.")

    def wait(self, seconds: float) -> None:
        """Let so much time go by, and the server notice; first what was sent before."""
        assert self.ask()
        self.clock.turn_on(seconds)
        assert self.ask()


@contextmanager
def serving(
    app: Flask,
    folder: Path,
    bodies: Bodies | None = None,
) -> Iterator[Wire]:
    """Serve an app; without ``bodies`` of at most 1 MiB, from anybody."""
    clock = Clock()
    folder.mkdir(exist_ok=True)
    spools = bodies.spools if bodies else Spools(folder, None)
    anyone = Bodies(_LIMIT_BYTES, spools, lambda *_: _LIMIT_BYTES)
    # A server has the whole process make its temporary files in its own folder.
    temporary = tempfile.tempdir
    server = Server(app, "127.0.0.1", 0, bodies or anyone, 16, clock)
    wire = Wire(server, spools, clock)
    app.before_request(lambda: wire.asked.append(f"{request.method} {request.path}"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield wire
    finally:
        server.stop()
        thread.join()
        tempfile.tempdir = temporary


@contextmanager
def serving_dropslot(app: Flask) -> Iterator[Wire]:
    """Serve a standalone app, as ``dropslot`` does."""
    (mount,) = app.extensions[EXTENSION].values()
    settings = mount.settings
    spools = Spools(settings.staging_path, settings.max_arriving)
    bodies = Bodies(settings.request_bytes, spools, Allowance(mount))
    with serving(app, spools.folder, bodies) as wire:
        yield wire


def form_head(
    size_bytes: int, *fields: str, path: str = "/", method: str = "POST"
) -> bytes:
    """The head of a request that brings a form of so many bytes."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: multipart/form-data; boundary=b",
        f"Content-Length: {size_bytes}",
        *fields,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def echo_app() -> Flask:
    """An app that answers how many bytes came; ``/big`` is of 32 MiB."""
    app = Flask(__name__, static_folder=None)

    @app.get("/big")
    def big() -> Response:
        return send_file(io.BytesIO(bytes(32 * 1024**2)), "image/jpeg")

    @app.route("/", defaults={"path": ""}, methods=["GET", "POST"])
    @app.route("/<path:path>", methods=["GET", "POST"])
    def echo(path: str) -> str:
        return f"{path}: {len(request.get_data())} bytes"

    return app


def read_all(connection: socket.socket) -> bytes:
    """What comes until the other end hangs up."""
    read = []
    try:
        while data := connection.recv(65536):
            read.append(data)
    except ConnectionResetError:
        read.append(RESET)
    return b"".join(read)


def read_until(connection: socket.socket, end: bytes) -> bytes:
    """What comes until something has come; the other end must not hang up before."""
    read = b""
    while end not in read:
        data = connection.recv(65536)
        assert data, f"It hung up after {read!r}."
        read += data
    return read


@contextmanager
def several(wire: Wire, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """So many connections, on each of which the same has been sent."""
    connections = [wire.connect(sent) for _ in range(count)]
    try:
        yield connections
    finally:
        for connection in connections:
            connection.close()
