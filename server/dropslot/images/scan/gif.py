"""The frames of a GIF file.

Sections are those of the GIF89a specification.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dropslot.model import NotAnImage

from .frame import Data, Frame, Part
from .padding import skip_padding
from .trailing import refuse_behind

BLOCKS = 65_536
BYTES_PER_BLOCK = 64
"""Sub-blocks that a file may have: so many, and one more for each so many of its bytes.
Encoders fill them (255 bytes); 30 million of one byte each cost seconds."""

_SCREEN_BYTES = 13
_DESCRIPTOR_BYTES = 10
_EXTENSION, _IMAGE, _TRAILER, _PADDING = 0x21, 0x2C, 0x3B, 0x00
_CONTROL = 0xF9
_HAS_TABLE = 0x80
_TABLE_SIZE = 0x07


def looks_like(data: Data) -> bool:
    """Tell whether it starts like a GIF (section 17)."""
    return data[:6] in (b"GIF87a", b"GIF89a")


def frames(data: Data) -> Iterator[Frame]:
    """Yield the first frame on its canvas, then each other one by itself.

    So that the cost of a frame is that of its own pixels: Pillow draws each on the
    whole canvas, and 10,000 of them took 26 s.
    """
    return _Walk(data).frames()


class _Walk:
    def __init__(self, data: Data) -> None:
        self.data = data
        self.at = 0
        self.blocks_left = BLOCKS + len(data) // BYTES_PER_BLOCK
        self.control: Part = b""
        self.table: Part = b""
        self.table_flags = 0
        self.screen = (0, 0)
        self.is_first = True

    def frames(self) -> Iterator[Frame]:
        screen = self._take(_SCREEN_BYTES)
        width, height, flags = struct.unpack_from("<HHB", self.data, screen.start + 6)
        self.screen = width, height
        self.table = self._table(flags)
        self.table_flags = flags
        while (kind := self._next_kind()) != _TRAILER:
            if kind == _IMAGE:
                yield self._frame()
            elif kind == _EXTENSION:
                self._extension()
            elif kind == _PADDING:
                self.at = skip_padding(self.data, self.at)
            else:
                raise NotAnImage
        if self.is_first:
            raise NotAnImage
        refuse_behind(self.data, self.at, self._behind_harmless_block)

    def _next_kind(self) -> int:
        # Some writers forget the trailer; then the last frame is whole all the same,
        # unless what stands there is about a frame that is not.
        is_whole = not self.is_first and not self.control
        if is_whole and skip_padding(self.data, self.at) == len(self.data):
            return _TRAILER
        return self._byte()

    def _frame(self) -> Frame:
        self.at -= 1
        descriptor = self._take(_DESCRIPTOR_BYTES)
        left, top, width, height, flags = struct.unpack_from(
            "<HHHHB", self.data, descriptor.start + 1
        )
        start = self.at
        self._table(flags)
        self._take(1)
        has_end = self._sub_blocks(may_lack_end=True)
        control, self.control = self.control, b""
        if self.is_first:
            # It may stand out over its screen; browsers and Pillow then widen it.
            self.is_first = False
            size = max(self.screen[0], left + width), max(self.screen[1], top + height)
        else:
            left, top, size = 0, 0, (width, height)
        return Frame(
            *size,
            (
                b"GIF89a" + struct.pack("<HHBBB", *size, self.table_flags, 0, 0),
                self.table,
                control,
                struct.pack("<BHHHHB", _IMAGE, left, top, width, height, flags),
                range(start, self.at),
                bytes([_TRAILER]) if has_end else bytes([_PADDING, _TRAILER]),
            ),
        )

    def _extension(self) -> None:
        start = self.at - 1
        label = self._byte()
        self._sub_blocks()
        if label == _CONTROL:
            # A second one for the same frame would be wrong; the last one counts.
            self.control = range(start, self.at)

    def _table(self, flags: int) -> Part:
        return self._take(3 << (flags & _TABLE_SIZE) + 1) if flags & _HAS_TABLE else b""

    def _behind_harmless_block(self, data: Data, at: int) -> int:
        """Step over a second trailer, or over a comment behind the first."""
        if data[at] == _TRAILER:
            return at + 1
        if data[at] != _EXTENSION:
            return at
        self.at = at + 2
        try:
            self._sub_blocks()
        except NotAnImage:
            return at
        return self.at

    def _sub_blocks(self, may_lack_end: bool = False) -> bool:
        data, at, end, left = self.data, self.at, len(self.data), self.blocks_left
        while at < end and left and (length_bytes := data[at]):
            at += 1 + length_bytes
            left -= 1
        if at == end and may_lack_end:
            # Each block is whole; the decoder finds out whether one is missing.
            self.at, self.blocks_left = at, left
            return False
        if at >= end:
            raise NotAnImage("cut-short")
        if not left:
            raise NotAnImage("too-complex")
        self.at, self.blocks_left = at + 1, left
        return True

    def _byte(self) -> int:
        return self.data[self._take(1).start]

    def _take(self, length_bytes: int) -> range:
        taken = range(self.at, self.at + length_bytes)
        if taken.stop > len(self.data):
            raise NotAnImage("cut-short")
        self.at = taken.stop
        return taken
