"""Boxes inside boxes, as AVIF has them in front of its pixels.

Sections are those of ISO/IEC 14496-12.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from dropslot.model import NotAnImage

MAX_BOXES = 10_000
"""Boxes in a row; only an AVIF of many tiles has more than a few dozen."""

_HEADER_BYTES = 8
_LONG_HEADER_BYTES = 16


@dataclass(slots=True)
class Reader:
    """Reads numbers one after the other.

    :param content: of a box, behind its header.
    """

    content: bytes
    at: int = 0

    def number(self, count_bytes: int) -> int:
        """Read a number; one of no bytes is 0.

        :raises NotAnImage: when the box is too short for it.
        """
        stop = self.at + count_bytes
        if stop > len(self.content):
            raise NotAnImage
        value = int.from_bytes(self.content[self.at : stop])
        self.at = stop
        return value

    def version(self) -> int:
        """Read version and flags, with which a full box begins (section 4.2.2)."""
        return self.number(4) >> 24

    def rest(self) -> bytes:
        """Give what is left."""
        return self.content[self.at :]

    def numbers(self, count: int, count_bytes: int) -> list[int]:
        """Read so many numbers of 4 or 8 bytes.

        :raises NotAnImage: when the box is too short for them.
        """
        stop = self.at + count * count_bytes
        if stop > len(self.content):
            raise NotAnImage
        code = {4: "I", 8: "Q"}[count_bytes]
        values = struct.unpack_from(f">{count}{code}", self.content, self.at)
        self.at = stop
        return list(values)


def inside(content: bytes, start: int = 0) -> Iterator[tuple[bytes, range]]:
    """Yield type and extent of each box of a row, without their headers.

    :param start: where the first of them begins.
    :raises NotAnImage: when one is longer than what it stands in, or there are too
        many.
    """
    at = start
    for _ in range(MAX_BOXES):
        if at + _HEADER_BYTES > len(content):
            return
        length_bytes, kind = struct.unpack_from(">I4s", content, at)
        header_bytes = _HEADER_BYTES
        if length_bytes == 1:
            header_bytes = _LONG_HEADER_BYTES
            length_bytes = int.from_bytes(content[at + 8 : at + 16])
        elif length_bytes == 0:
            length_bytes = len(content) - at
        if length_bytes < header_bytes or at + length_bytes > len(content):
            raise NotAnImage
        yield kind, range(at + header_bytes, at + length_bytes)
        at += length_bytes
    raise NotAnImage("too-complex")
