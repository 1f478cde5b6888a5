"""One server of each kind for a whole run, started when a test asks first."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
import uuid
from collections import defaultdict
from collections.abc import Mapping

from services.ceph import Ceph
from services.postgres import Postgres
from services.seaweedfs import SeaweedFS
from services.server import Server

KINDS: Mapping[str, type[Server]] = {
    one.kind: one for one in (Postgres, SeaweedFS, Ceph)
}
_POLL_SECONDS = 0.1


class Desk:
    """Starts shared servers and tells where they are; in the process that runs all."""

    def __init__(self) -> None:
        self._servers: dict[str, Server] = {}
        self._failures: dict[str, str] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._window: _Window | None = None

    def opened(self) -> str:
        """Answer other processes from now on; the name under which they can ask."""
        if self._window is None:
            self._window = _Window(self)
        return self._window.name

    def address(self, kind: str) -> dict[str, str]:
        """Where the server of this kind is; it runs.

        :raises RuntimeError: it could not be started, now or before.
        """
        with self._locks[kind]:
            if kind in self._failures:
                raise RuntimeError(self._failures[kind])
            if kind not in self._servers:
                server = KINDS[kind]()
                try:
                    server.start()
                except Exception as error:
                    self._failures[kind] = str(error)
                    server.stop()
                    raise
                self._servers[kind] = server
            return self._servers[kind].address

    def close(self) -> None:
        """Stop all that has been started."""
        if self._window:
            self._window.close()
            self._window = None
        while self._servers:
            self._servers.popitem()[1].stop()


def ask(name: str, kind: str) -> dict[str, str]:
    """Ask the desk of another process.

    :raises RuntimeError: it could not start such a server.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(_abstract(name))
        connection.sendall(f"{kind}\n".encode())
        with connection.makefile() as answer:
            told: dict[str, str] = json.load(answer)
    if "failure" in told:
        raise RuntimeError(told["failure"])
    return told


def _abstract(name: str) -> str:
    # Linux's abstract names are no files: nothing can stay.
    return f"\0{name}"


class _Window(socketserver.ThreadingUnixStreamServer):
    """Where other processes ask the desk."""

    def __init__(self, desk: Desk) -> None:
        self.name = f"dropslot-services-{uuid.uuid4().hex}"
        self.desk = desk
        super().__init__(_abstract(self.name), _Answer)
        self._thread = threading.Thread(target=self.serve_forever, args=[_POLL_SECONDS])
        self._thread.start()

    def close(self) -> None:
        """Answer whoever has asked, and nobody else."""
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Answer(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        kind = self.rfile.readline().decode().strip()
        assert isinstance(self.server, _Window)
        try:
            answer = self.server.desk.address(kind)
        except Exception as error:
            answer = {"failure": str(error)}
        self.wfile.write(json.dumps(answer).encode())
