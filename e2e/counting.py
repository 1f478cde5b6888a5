"""A line to the program on which every byte that a visitor sends is counted."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from program import Program

_READ_BYTES = 64 * 1024


class CountingLine:
    """Passes connections on to a program, as they are.

    :param sent_bytes: what visitors have sent so far, headers and envelopes too.
    """

    def __init__(self, program: Program) -> None:
        self.sent_bytes = 0
        self._program = program
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                visitor, _ = self._listener.accept()
                threading.Thread(target=self._join, args=[visitor], daemon=True).start()

    def _join(self, visitor: socket.socket) -> None:
        try:
            program = socket.create_connection(("127.0.0.1", self._program.port))
        except OSError:
            visitor.close()
            return
        back = threading.Thread(target=self._pass, args=[program, visitor, False])
        back.start()
        self._pass(visitor, program, True)
        back.join()
        visitor.close()
        program.close()

    def _pass(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        with suppress(OSError):
            while data := source.recv(_READ_BYTES):
                if counts:
                    with self._lock:
                        self.sent_bytes += len(data)
                target.sendall(data)
        # Whoever still sends the other way finds its line broken as well.
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def counting(program: Program) -> Iterator[CountingLine]:
    """A counting line to a program."""
    line = CountingLine(program)
    try:
        yield line
    finally:
        line.close()
