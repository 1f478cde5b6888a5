"""A body in chunks (RFC 9112, 7.1), at a cost that grows with its bytes alone.

waitress copies what is left of a read for each chunk, so that chunks of one byte cost
two microseconds for each byte that was read with them.
"""

from __future__ import annotations

import re

from .refusal import malformed
from .spool import Spool

# Nobody needs them (RFC 9112, 7.1.1: to be limited): of one chunk, and of all together.
_EXTENSION_BYTES = 256
_ALL_EXTENSIONS_BYTES = 64 * 1024
# They are thrown away (RFC 9112, 7.1.2).
_TRAILERS_BYTES = 8 * 1024
_SIZE_DIGITS = 16
_SPACES = 16
# The end of the chunk before, and the size of the next.
_NEXT = re.compile(
    rb"\r\n([0-9A-Fa-f]{1,%d})(?:[ \t]{0,%d};([\t\x20-\x7e\x80-\xff]{0,%d}))?\r\n"
    % (_SIZE_DIGITS, _SPACES, _EXTENSION_BYTES)
)
_NEXT_BYTES = _SIZE_DIGITS + _SPACES + _EXTENSION_BYTES + 5
_TRAILER = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*")


class ChunkedBody:
    """Takes in a body in chunks; stands where waitress has a receiver of its own.

    :param spool: where the bytes go.
    """

    completed = False

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._left_bytes = 0
        self._is_at_trailers = False
        # What cannot be understood before more comes; as if one had just ended.
        self._held = b"\r\n"
        self._extensions_bytes = 0
        self._trailers_bytes = 0

    def received(self, data: bytes) -> int:
        """Take in what came; return how many bytes of it are of this body.

        :raises Refusal: it is not what RFC 9112 says, to the letter.
        """
        before = len(self._held)
        came, self._held = self._held + data, b""
        at = 0 if self._is_at_trailers else self._chunks(came)
        if self._is_at_trailers:
            at = self._trailers(came, at)
        self._held = came[at:] if not self.completed else b""
        return len(data) if not self.completed else at - before

    def getfile(self) -> object:
        """All of it, to be read."""
        return self._spool.getfile()

    def getbuf(self) -> Spool:
        """Where it is."""
        return self._spool

    def _chunks(self, came: bytes) -> int:
        """Take what has come of chunks; return where what waits for more begins."""
        at, pieces, left_bytes = 0, [], self._left_bytes
        # This is done for each chunk, which may have one byte.
        while True:
            if left_bytes:
                piece = came[at : at + left_bytes]
                pieces.append(piece)
                at += len(piece)
                left_bytes -= len(piece)
                if left_bytes:
                    break
            found = _NEXT.match(came, at)
            if found is None:
                self._refuse_nonsense(came, at)
                break
            at = found.end()
            if found[2]:
                self._count_extension(found[2])
            left_bytes = int(found[1], 16)
            if not left_bytes:
                self._is_at_trailers = True
                break
        self._left_bytes = left_bytes
        if pieces:
            self._spool.append(b"".join(pieces))
        return at

    def _refuse_nonsense(self, came: bytes, at: int) -> None:
        """Nothing but the beginning of a chunk may be left over."""
        ends_well = b"\r\n".startswith(came[at : at + 2])
        is_long = len(came) - at > _NEXT_BYTES
        if not ends_well or is_long or came.find(b"\n", at + 2) >= 0:
            raise malformed("A chunk of the body does not begin or end as it must.")

    def _count_extension(self, extension: bytes) -> None:
        self._extensions_bytes += len(extension)
        if self._extensions_bytes > _ALL_EXTENSIONS_BYTES:
            raise malformed("The chunks of the body have too many extensions.")

    def _trailers(self, came: bytes, at: int) -> int:
        """Pass over what follows the last chunk; return where it goes on."""
        while (end := came.find(b"\r\n", at)) >= 0:
            line, at = came[at:end], end + 2
            self._trailers_bytes += len(line)
            if self._trailers_bytes > _TRAILERS_BYTES:
                break
            if not line:
                self.completed = True
                return at
            if not _TRAILER.fullmatch(line):
                raise malformed("What follows the last chunk of the body is no field.")
        if self._trailers_bytes + len(came) - at > _TRAILERS_BYTES:
            raise malformed("Too much follows the last chunk of the body.")
        return at
