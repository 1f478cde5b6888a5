"""A line to the program on which every byte that a visitor sends is counted."""

from __future__ import annotations

import math
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from program import Program

_READ_BYTES = 64 * 1024
_METHODS = (b"POST ", b"GET ", b"HEAD ", b"PUT ", b"DELETE ")


class CountingLine:
    """Passes connections on to a program, as they are, or as it is told to.

    :ivar sent_bytes: what has come through from visitors so far, envelopes included.
    :ivar loses: so many answers to a POST get lost from now on, and the line breaks.
    """

    def __init__(self, program: Program) -> None:
        self.sent_bytes = 0
        self.loses = 0
        self._program = program
        self._lock = threading.Condition()
        self._stops_at_bytes = math.inf
        self._is_cut = False
        self._ends: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()
        self.go_on()

    def stop_after(self, count: int) -> None:
        """Let so many more bytes of visitors through; then every POST stands still."""
        with self._lock:
            self._stops_at_bytes = self.sent_bytes + count

    @property
    def stands_still(self) -> bool:
        """Whether it has let through what it should."""
        return self.sent_bytes >= self._stops_at_bytes

    def go_on(self) -> None:
        """Let everything through, and connect again."""
        with self._lock:
            self._stops_at_bytes = math.inf
            self._is_cut = False
            self._lock.notify_all()

    def cut(self) -> None:
        """Break every connection, and each new one."""
        with self._lock:
            self._is_cut = True
            self._lock.notify_all()
            _break(*self._ends)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                visitor, _ = self._listener.accept()
                threading.Thread(target=self._join, args=[visitor], daemon=True).start()

    def _join(self, visitor: socket.socket) -> None:
        if self._is_cut:
            visitor.close()
            return
        try:
            program = socket.create_connection(("127.0.0.1", self._program.port))
        except OSError:
            visitor.close()
            return
        with self._lock:
            self._ends |= {visitor, program}
        posts = threading.Event()
        back = threading.Thread(target=self._answer, args=[program, visitor, posts])
        back.start()
        self._ask(visitor, program, posts)
        back.join()
        with self._lock:
            self._ends -= {visitor, program}
        visitor.close()
        program.close()

    def _ask(
        self, visitor: socket.socket, program: socket.socket, posts: threading.Event
    ) -> None:
        waits = False
        with suppress(OSError):
            while data := visitor.recv(_READ_BYTES):
                if data.startswith(b"POST "):
                    posts.set()
                if data.startswith(_METHODS):
                    waits = data.startswith(b"POST ")
                if waits:
                    self._wait()
                program.sendall(data)
                # What a program that has ended was sent, nobody has got.
                with self._lock:
                    self.sent_bytes += len(data)
        _break(visitor, program)

    def _wait(self) -> None:
        with self._lock:
            while self.stands_still and not self._is_cut:
                self._lock.wait()

    def _answer(
        self, program: socket.socket, visitor: socket.socket, posts: threading.Event
    ) -> None:
        with suppress(OSError):
            while data := program.recv(_READ_BYTES):
                if posts.is_set() and self.loses:
                    self.loses -= 1
                    break
                visitor.sendall(data)
        _break(program, visitor)


def _break(*ends: socket.socket) -> None:
    # Whoever still sends the other way finds its line broken as well.
    for end in ends:
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
