"""What the server itself refuses, before there is a request that an app could see."""

from __future__ import annotations

from http import HTTPStatus


class Refusal(Exception):
    """What came is no request: it is answered in a sentence, and hung up on.

    What follows on the connection is not looked at: where one request ends and the next
    begins is no longer certain (RFC 9112, 6.3).
    """

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(status, sentence)
        self._status = status
        self._sentence = sentence

    def to_response(self, _: object = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Status, headers and body, as waitress asks its own errors for them."""
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Dropslot-Error", "bad-request"),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return f"{self._status} {self._status.phrase}", headers, self._sentence.encode()

    def to_bytes(self) -> bytes:
        """The whole answer, where nobody is left to write it."""
        status, headers, body = self.to_response()
        ends = [("Connection", "close"), ("Content-Length", str(len(body)))]
        lines = [f"{name}: {value}\r\n" for name, value in headers + ends]
        return f"HTTP/1.1 {status}\r\n{''.join(lines)}\r\n".encode() + body


def malformed(sentence: str) -> Refusal:
    """What came breaks a rule of HTTP."""
    return Refusal(HTTPStatus.BAD_REQUEST, sentence)


def too_long(sentence: str) -> Refusal:
    """The head of a request is longer than anybody needs."""
    return Refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, sentence)
