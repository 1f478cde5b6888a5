"""What we change in waitress's channel: how it holds bodies, and when it hangs up."""

from __future__ import annotations

from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import WSGITask
from waitress.utilities import BadRequest

from .spool import Spool

# A chunk's length is a few digits; 8 KiB is what servers allow a whole line.
_CHUNK_HEAD_BYTES = 8192


def make_channel_class(body_limit_bytes: int) -> type[HTTPChannel]:
    """waitress's channel, its request bodies in spools of at most so many bytes."""

    class Parser(HTTPRequestParser):  # type: ignore[misc]
        completed: bool

        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if self.body_rcv is not None:
                self.body_rcv.buf = Spool(self.adj.inbuf_overflow, body_limit_bytes)

        def received(self, data: bytes) -> int:
            taken = int(super().received(data))
            if not self.completed and _held_back(self.body_rcv) > _CHUNK_HEAD_BYTES:
                # waitress looks for its end from the beginning with every read.
                self.error = BadRequest("The head of a chunk is too long.")
                self.completed = True
            return taken

    class Channel(HTTPChannel):  # type: ignore[misc]
        parser_class = Parser
        task_class = _Task

    return Channel


def _held_back(receiver: Any) -> int:
    """How much of a chunk's head, or of what follows the last, is not complete yet."""
    parts = (getattr(receiver, name, b"") for name in ("control_line", "trailer"))
    return sum(map(len, parts))


class _Task(WSGITask):  # type: ignore[misc]
    def set_close_on_finish(self) -> None:
        # waitress hangs up after every answer without a length; 204 and 304 have none
        # and need none (RFC 9112, 6.3), and 204 is what every upload is answered with.
        asked = self.request.headers.get("CONNECTION", "").lower()
        if self.has_body or self.version == "1.0" or "close" in asked:
            super().set_close_on_finish()
