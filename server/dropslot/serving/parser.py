"""A request as it arrives: its head, and then its body.

It stands where waitress has a parser of its own, and fills what waitress reads of it.
"""

from __future__ import annotations

from http import HTTPStatus

from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser, ParsingError, split_uri
from waitress.receiver import FixedStreamReceiver

from .bodies import Bodies
from .chunked import ChunkedBody
from .head import Head, HeadReader, parse_head
from .refusal import Refusal, malformed
from .spool import Spool


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """A request that is arriving.

    waitress makes another one, of which only the attributes are used, for an error of
    the app.
    """

    completed: bool
    headers: dict[str, str]
    command: str
    # Of what could not be read there is none.
    path = ""

    def __init__(self, bodies: Bodies, adj: Adjustments) -> None:
        super().__init__(adj)
        self._bodies = bodies
        self._head = HeadReader()
        self.is_cut_off = False
        """Whether it is answered while its sender may still be sending."""

    def received(self, data: bytes) -> int:
        """Take in what came; return how many bytes of it are of this request."""
        try:
            if self.headers_finished:
                return self._receive_body(data)
            return self._receive_head(data)
        except Refusal as refusal:
            # The app never sees it, so nothing of it may be left to answer for.
            self.version = "1.1"
            self.error = refusal
            self.cut_off()
            return len(data)

    def cut_off(self) -> None:
        """Have it answered though not all of it has come; then it is hung up."""
        self._tell_length()
        self.headers["CONNECTION"] = "close"
        self.expect_continue = False
        self.is_cut_off = True
        self.completed = True

    @property
    def is_refused(self) -> bool:
        """Whether nothing of its body is kept."""
        return self.body_rcv is not None and self.body_rcv.getbuf().is_forgotten

    def _receive_head(self, data: bytes) -> int:
        taken = self._head.take(data)
        if self._head.head is not None:
            head = parse_head(self._head.head)
            self._tell_waitress(head)
            self.headers_finished = True
            self._await_body(head)
        return taken

    def _receive_body(self, data: bytes) -> int:
        taken = int(self.body_rcv.received(data))
        self.body_bytes_received += taken
        if self.body_rcv.completed:
            self.completed = True
            self._tell_length()
        elif self.body_bytes_received > self._bodies.drained_bytes:
            self.cut_off()
        return taken

    def _tell_waitress(self, head: Head) -> None:
        self.version = head.version
        self.command = head.method
        self.headers = head.fields
        self.request_uri = head.target.decode("latin-1")
        self.url_scheme = self.adj.url_scheme
        try:
            parts = split_uri(head.target)
        except (ValueError, ParsingError) as error:
            raise malformed("The address of a request is no address.") from error
        (
            self.proxy_scheme,
            self.proxy_netloc,
            self.path,
            self.query,
            self.fragment,
        ) = parts

    def _await_body(self, head: Head) -> None:
        if head.length_bytes == 0:
            self.completed = True
            return
        bodies = self._bodies
        allowed_bytes = bodies.allowance(self.command, self.path, self.headers)
        spool = Spool(min(allowed_bytes, bodies.request_bytes), bodies.spools)
        length_bytes = head.length_bytes
        if length_bytes is None:
            self.chunked = True
            self.body_rcv = ChunkedBody(spool)
            # The least that a body can be.
            spool.expect(1)
        else:
            self.body_rcv = FixedStreamReceiver(length_bytes, spool)
            spool.expect(length_bytes)
        asks = head.fields.get("EXPECT", "").lower() == "100-continue"
        self.expect_continue = asks and head.version == "1.1"
        if spool.is_forgotten and (
            # It is told before it has sent anything (RFC 9110, 10.1.1).
            self.expect_continue or (length_bytes or 0) > bodies.drained_bytes
        ):
            self.cut_off()

    def _tell_length(self) -> None:
        if self.chunked:
            # To the app it is a body like any other.
            self.headers["CONTENT_LENGTH"] = str(len(self.body_rcv.getbuf()))


TOO_SLOW = Refusal(HTTPStatus.REQUEST_TIMEOUT, "The request took too long to arrive.")
"""What the sender of a request is told that does not come to its end."""
