"""A connection: one request at a time, and what is waited for on it."""

from __future__ import annotations

import socket
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Any

from waitress.channel import HTTPChannel

from dropslot.model import network_of
from dropslot.web import log_unread

from .parser import TOO_SLOW, Parser
from .stage import Progress, Stage
from .task import Task, Unread

# In one turn of the loop nobody else is served: chunks are looked at one by one.
_HEAD_READ_BYTES = 16 * 1024
_CHUNKED_READ_BYTES = 32 * 1024
_READ_BYTES = 256 * 1024
# What is read of a file for a socket that takes less of it is read again.
_SEND_BYTES = 256 * 1024
# Whoever goes on sending for longer after the answer does not read it.
_FAREWELL_BYTES = 64 * 1024**2


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection."""

    task_class = Task
    error_task_class = Unread
    request: Parser | None
    sendbuf_len: int

    def __init__(self, server: Any, sock: socket.socket, *rest: Any, **more: Any):
        super().__init__(server, sock, *rest, **more)
        self.parser_class = partial(Parser, server.bodies)
        self.sendbuf_len = min(self.sendbuf_len, _SEND_BYTES)
        self.progress = Progress(server.clock)
        self.network = network_of(self.addr[0])
        """Whose it is, as far as it can be counted."""
        self._ahead = b""
        self._is_used = False
        self._is_cut_off = False
        self._is_leaving = False
        self._farewell_bytes = 0

    @property
    def stage(self) -> Stage:
        """What is waited for."""
        if self._is_leaving:
            return Stage.FAREWELL
        if self.total_outbufs_len:
            return Stage.READER
        if self.requests or self._ahead:
            return Stage.ANSWER
        if self.request is None:
            return Stage.NOTHING if self._is_used else Stage.HEAD
        if not self.request.headers_finished:
            return Stage.HEAD
        return Stage.REFUSED_BODY if self.request.is_refused else Stage.BODY

    @property
    def is_busy(self) -> bool:
        """Whether there is something to finish that has arrived whole."""
        return bool(self.requests or self._ahead or self.total_outbufs_len)

    @property
    def held_bytes(self) -> int:
        """What it holds on the disk of a body that is arriving."""
        body = self.request and self.request.body_rcv
        return body.getbuf().held_bytes if body else 0

    def give_up(self) -> None:
        """Wait no longer; who has begun a request is told why."""
        stage, request = self.stage, self.request
        if request is not None and stage is Stage.REFUSED_BODY:
            with self.requests_lock:
                request.cut_off()
                self._hand_over(request, b"")
            return
        if request is not None and stage in (Stage.HEAD, Stage.BODY):
            # As far as it fits into the socket, which holds nothing else.
            with suppress(OSError):
                self.send(answer := TOO_SLOW.to_bytes(), do_close=False)
                log_unread(self.addr[0], HTTPStatus.REQUEST_TIMEOUT, len(answer))
        self.handle_close()

    def readable(self) -> bool:
        """Whether something may be read now; the loop asks in each of its turns."""
        if self._ahead and super().readable():
            data, self._ahead = self._ahead, b""
            try:
                self.received(data)
            except Exception:
                # As waitress does around all else; here it would end the loop.
                self.handle_error()
        return not self._ahead and bool(super().readable())

    def handle_read(self) -> None:
        """Read what has come."""
        try:
            data = self.recv(self._read_bytes())
        except OSError:
            self.handle_close()
            return
        if not self._is_leaving:
            self.received(data)
            return
        self._farewell_bytes += len(data)
        if self._farewell_bytes > _FAREWELL_BYTES:
            self.handle_close()

    def received(self, data: bytes) -> bool:
        """Take in what was read, up to the end of a request. The rest waits until that
        is answered, so that nobody has the server work, or hold answers, ahead."""
        with self.requests_lock:
            if not data or self.will_close or self.close_when_flushed:
                return False
            if self.request is None:
                self.request = self.parser_class(self.adj)
                if self._is_used:
                    self.progress.move_on()
            self._feed(self.request, data)
        return True

    def handle_write(self) -> None:
        """Write what waits, and hang up where that is due."""
        if not (self._is_cut_off and self.close_when_flushed):
            super().handle_write()
            return
        self._flush_exception(self._flush_some)
        if self.will_close:
            self.handle_close()
        elif not self.total_outbufs_len and self.connected:
            self._say_farewell()

    def handle_expt(self) -> None:
        """Urgent data, which HTTP does not have, and which the loop would be woken for
        until it is read."""
        self.handle_close()

    def handle_close(self) -> None:
        """Let go of it, and of what had come."""
        super().handle_close()
        if self.request is not None:
            self.request.close()
            self.request = None

    def write_soon(self, data: Any) -> int:
        """Send something; called in a thread."""
        if not self.total_outbufs_len:
            # Now it is the reader's turn, however long we took.
            self.progress.move_on()
        return int(super().write_soon(data))

    def _feed(self, request: Parser, data: bytes) -> None:
        was_at_head = not request.headers_finished
        taken = request.received(data)
        if was_at_head and request.headers_finished:
            self.progress.move_on()
            if taken < len(data) and not request.completed:
                taken += request.received(data[taken:])
        if request.headers_finished:
            # A head does not move on: it has its time, and no more.
            self.progress.step(taken)
        if request.completed:
            self._hand_over(request, data[taken:])
        elif request.expect_continue:
            self.send_continue()

    def _hand_over(self, request: Parser, rest: bytes) -> None:
        """Have it answered."""
        self._is_used = True
        self._is_cut_off = request.is_cut_off
        self._ahead = b"" if request.is_cut_off else rest
        self.request = None
        self.sent_continue = False
        self.requests.append(request)
        self.server.add_task(self)

    def _read_bytes(self) -> int:
        request = self.request
        if self._is_leaving:
            return _READ_BYTES
        if request is None or not request.headers_finished:
            return _HEAD_READ_BYTES
        return _CHUNKED_READ_BYTES if request.chunked else _READ_BYTES

    def _flush_some(self, do_close: bool = True) -> bool:
        flushed = bool(super()._flush_some(do_close))
        if flushed:
            self.progress.move_on()
        return flushed

    def _say_farewell(self) -> None:
        """Hear out who is still sending: to close a connection with something unread
        resets it, and the answer may be lost (RFC 9112, 9.6)."""
        self.close_when_flushed = False
        self._is_leaving = True
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.handle_close()
