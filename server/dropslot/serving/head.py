"""The head of a request: collected however it is cut, and read to the letter.

waitress looks for the end of a head from the beginning with every read, and reads some
heads in a time that grows with their square. It also forgives what a proxy in front may
read otherwise; then a request can be hidden in another one's body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus

from .refusal import Refusal, malformed, too_long

HEAD_BYTES = 32 * 1024
"""The longest head. Cookies of a whole site have 4 KiB or 8; servers allow 8 to 64."""
# As many as Apache allows (LimitRequestFields), and http.client in answers.
_FIELDS = 100
# 10^18 bytes are more than there are.
_LENGTH_DIGITS = 18
_END = b"\r\n\r\n"
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# A value has no control characters but tabs (RFC 9110, 5.5).
_CONTROLS = re.compile(rb"[^\t\r\n\x20-\x7e\x80-\xff]")
_REQUEST_LINE = re.compile(
    rb"([!#$%&'*+\-.^_`|~0-9A-Z]+) ([^\t ]+) HTTP/([0-9]\.[0-9])"
)
# Of these there may be one; two that differ are read differently by different servers.
_SINGLE = {"CONTENT_LENGTH", "TRANSFER_ENCODING", "HOST"}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a request.

    :param fields: by their names as in WSGI, without ``HTTP_``.
    :param length_bytes: how long the body is, or None when it comes in chunks.
    """

    method: str
    target: bytes
    version: str
    fields: dict[str, str]
    length_bytes: int | None


class HeadReader:
    """Collects a head; each of its bytes is looked at once."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._came_bytes = 0
        self.head: bytes | None = None
        """All of it with its end, as soon as that has come."""

    def take(self, data: bytes) -> int:
        """Take in what came; return how many bytes of it are of the head.

        :raises Refusal: it is too long, or has lines that do not end in CR and LF.
        """
        self._held += data
        # Some clients send an empty line behind a body (RFC 9112, 2.2).
        while self._held.startswith(b"\r\n"):
            del self._held[:2]
        new = max(0, len(self._held) - len(data))
        found = self._held.find(_END, max(0, new - len(_END) + 1))
        stop = len(self._held) if found < 0 else found + len(_END)
        taken = len(data) - (len(self._held) - stop)
        self._came_bytes += taken
        self._refuse_bare(new, stop)
        if self._came_bytes > HEAD_BYTES:
            raise too_long(f"The head of a request may have {HEAD_BYTES} bytes.")
        if found >= 0:
            self.head = bytes(self._held[:stop])
        return taken

    def _refuse_bare(self, new: int, stop: int) -> None:
        # A head whose lines end in LF alone never comes to an end that we would see.
        if new and self._held[new - 1] == ord("\r"):
            new -= 1
        lines = self._held.count(b"\n", new, stop)
        if lines != self._held.count(b"\r\n", new, stop):
            raise malformed("The lines of a request end in CR and LF.")


def parse_head(raw: bytes) -> Head:
    """Read a head, to its end.

    :raises Refusal: it breaks a rule of RFC 9112.
    """
    if raw.count(b"\r") != raw.count(b"\n") or _CONTROLS.search(raw):
        raise malformed("The head of a request has a character that may not be in it.")
    line, *rest = raw[: -len(_END)].split(b"\r\n")
    found = _REQUEST_LINE.fullmatch(line)
    if found is None:
        raise malformed("The first line of a request is no request.")
    version = found[3].decode()
    if version not in ("1.0", "1.1"):
        raise Refusal(
            HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "HTTP/1.1 is what is spoken here."
        )
    fields = _fields(rest)
    length_bytes = _length_bytes(version, fields)
    return Head(found[1].decode(), found[2], version, fields, length_bytes)


def _fields(lines: list[bytes]) -> dict[str, str]:
    if len(lines) > _FIELDS:
        raise too_long(f"The head of a request may have {_FIELDS} fields.")
    fields: dict[str, str] = {}
    for line in lines:
        # Nor a line that goes on with the one before (RFC 9112, 5.2), nor a space in
        # front of the colon (5.1).
        name, colon, value = line.partition(b":")
        if not colon or not _TOKEN.fullmatch(name):
            raise malformed("A field of the head has no proper name.")
        if b"_" in name:
            # In WSGI it would be the same as the one with a hyphen.
            continue
        key = name.upper().replace(b"-", b"_").decode()
        text = value.strip(b" \t").decode("latin-1")
        if key in fields:
            if key in _SINGLE:
                raise malformed(f"A request has one {name.decode()}.")
            # Cookies may come in several fields, and are joined otherwise (RFC 9113,
            # 8.2.3).
            text = f"{fields[key]}{'; ' if key == 'COOKIE' else ', '}{text}"
        fields[key] = text
    return fields


def _length_bytes(version: str, fields: dict[str, str]) -> int | None:
    """How long the body is (RFC 9112, 6); what two servers could read differently is
    refused."""
    coding = fields.pop("TRANSFER_ENCODING", None)
    length = fields.get("CONTENT_LENGTH")
    if coding is not None:
        if length is not None:
            raise malformed("A request has a Content-Length or a Transfer-Encoding.")
        if version == "1.0" or coding.lower() != "chunked":
            raise malformed("The only Transfer-Encoding that is taken is chunked.")
        return None
    if length is None:
        return 0
    if not (length.isascii() and length.isdigit() and len(length) <= _LENGTH_DIGITS):
        raise malformed("A Content-Length is a number of bytes.")
    return int(length)
