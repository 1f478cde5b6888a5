"""What we change in waitress's channel: how it holds bodies, and when it hangs up."""

from __future__ import annotations

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import WSGITask

from .spool import Spool


def make_channel_class(body_limit_bytes: int) -> type[HTTPChannel]:
    """waitress's channel, its request bodies in spools of at most so many bytes."""

    class Parser(HTTPRequestParser):  # type: ignore[misc]
        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if self.body_rcv is not None:
                self.body_rcv.buf = Spool(self.adj.inbuf_overflow, body_limit_bytes)

    class Channel(HTTPChannel):  # type: ignore[misc]
        parser_class = Parser
        task_class = _Task

    return Channel


class _Task(WSGITask):  # type: ignore[misc]
    def set_close_on_finish(self) -> None:
        # waitress hangs up after every answer without a length; 204 and 304 have none
        # and need none (RFC 9112, 6.3), and 204 is what every upload is answered with.
        asked = self.request.headers.get("CONNECTION", "").lower()
        if self.has_body or self.version == "1.0" or asked == "close":
            super().set_close_on_finish()
