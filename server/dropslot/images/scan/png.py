"""The frames of a PNG file, animated or not, with every checksum proved.

Sections are those of the PNG specification, third edition.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from dropslot.model import NotAnImage

from . import colour, exif
from .frame import Data, Frame, Part
from .trailing import refuse_all_but_zeros

MAX_CHUNKS = 100_000
"""Chunks in one file; 64 MiB in chunks of 8 KB (libpng's default) are 8,192.  A million
cost Pillow 15 s."""

MAX_ICC_BYTES = 4_194_304
"""Largest profile that is used, inflated; a bomb inflates a thousandfold."""

MAX_EXIF_BYTES = 65_536
"""As much EXIF as is looked at; orientation stands near its start."""

MAX_COLOUR_BYTES = 33
"""Longer than any chunk that says how colours are meant (section 11.3.2)."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TYPE = re.compile(rb"[A-Za-z]{4}")
_LONGEST_BYTES = 0x7FFF_FFFF
"""The longest chunk that may be (section 5.3)."""


def looks_like(data: Data) -> bool:
    """Tell whether it starts like a PNG (section 5.2)."""
    return data[:8] == _SIGNATURE


def frames(data: Data) -> Iterator[Frame]:
    """Yield the picture, or each frame of an animation as a picture of its own.

    So that the cost of a frame is that of its own pixels: Pillow copies the whole
    canvas for each.
    """
    reader = _Reader()
    at = len(_SIGNATURE)
    for _ in range(MAX_CHUNKS):
        kind, body = _chunk(data, at)
        at = body.stop + 4
        if kind == b"IEND":
            yield from reader.finish()
            refuse_all_but_zeros(data, at)
            return
        yield from reader.take(data, kind, body)
    raise NotAnImage("too-complex")


def _chunk(data: Data, at: int) -> tuple[bytes, range]:
    if at + 12 > len(data):
        raise NotAnImage("cut-short")
    length_bytes, kind = struct.unpack_from(">I4s", data, at)
    if length_bytes > _LONGEST_BYTES or not _TYPE.fullmatch(kind):
        raise NotAnImage
    body = range(at + 8, at + 8 + length_bytes)
    if body.stop + 4 > len(data):
        raise NotAnImage("cut-short")
    with memoryview(data) as whole, whole[at + 4 : body.stop] as covered:
        checksum = zlib.crc32(covered)
    if checksum != int.from_bytes(data[body.stop : body.stop + 4]):
        raise NotAnImage
    return kind, body


@dataclass(slots=True)
class _Reader:
    """Gathers the chunks that a decoder needs, frame by frame."""

    width_px: int = 0
    height_px: int = 0
    header: bytes = b""
    palette: list[Part] = field(default_factory=list)
    pixels: list[Part] = field(default_factory=list)
    frame: tuple[int, int] | None = None
    frames: int | None = None
    frames_seen: int = 0
    has_picture: bool = False
    sequence: int = 0
    orientation: int = exif.UPRIGHT
    icc: bytes | None = None
    colours: dict[bytes, bytes] = field(default_factory=dict)

    def take(self, data: Data, kind: bytes, body: range) -> Iterator[Frame]:
        whole = range(body.start - 8, body.stop + 4)
        if not self.header:
            self._begin(data, kind, body)
        elif kind in (b"PLTE", b"tRNS"):
            self.palette.append(whole)
        elif kind == b"IDAT":
            self.has_picture = True
            self._add_pixels(whole)
        elif kind == b"iCCP" and self.icc is None:
            self.icc = _inflate(data, body)
        elif kind in colour.CHUNKS and not self.has_picture:
            self.colours.setdefault(kind, _start(data, body, MAX_COLOUR_BYTES))
        elif kind == b"eXIf":
            self.orientation = exif.orientation(_start(data, body, MAX_EXIF_BYTES))
        elif kind == b"acTL" and not self.pixels:
            self.frames = _number(data, body, 8)
        elif kind == b"fcTL" and self.frames:
            yield from self._next_frame(data, body)
        elif kind == b"fdAT" and self.frames:
            if not self.has_picture:
                raise NotAnImage
            self._count_sequence(data, body, 4)
            head = struct.pack(">I4s", len(body) - 4, b"IDAT")
            self.pixels += (head, range(body.start + 4, body.stop + 4))

    def finish(self) -> Iterator[Frame]:
        if self.frames is not None and self.frames != self.frames_seen:
            raise NotAnImage
        yield self._still()

    def _begin(self, data: Data, kind: bytes, body: range) -> None:
        if kind != b"IHDR" or len(body) != 13:
            raise NotAnImage
        self.header = data[body.start : body.stop]
        self.width_px, self.height_px = struct.unpack_from(">II", self.header)

    def _add_pixels(self, whole: range) -> None:
        last = self.pixels[-1] if self.pixels else None
        if isinstance(last, range) and last.stop == whole.start:
            self.pixels[-1] = range(last.start, whole.stop)
        else:
            self.pixels.append(whole)

    def _next_frame(self, data: Data, body: range) -> Iterator[Frame]:
        self._count_sequence(data, body, 26)
        self.frames_seen += 1
        width, height, left, top = struct.unpack_from(">IIII", data, body.start + 4)
        if self.pixels:
            yield self._still()
        elif (width, height) != (self.width_px, self.height_px) or self.frame:
            # What comes before the picture itself can only be about all of it.
            raise NotAnImage
        if left + width > self.width_px or top + height > self.height_px:
            raise NotAnImage
        self.frame, self.pixels = (width, height), []

    def _count_sequence(self, data: Data, body: range, least_bytes: int) -> None:
        if _number(data, body, least_bytes) != self.sequence:
            raise NotAnImage
        self.sequence += 1

    def _still(self) -> Frame:
        if not self.pixels:
            raise NotAnImage
        width, height = self.frame or (self.width_px, self.height_px)
        header = struct.pack(">4sII", b"IHDR", width, height) + self.header[8:]
        return Frame(
            width,
            height,
            (
                _SIGNATURE + struct.pack(">I", 13),
                header + struct.pack(">I", zlib.crc32(header)),
                *self.palette,
                *self.pixels,
                struct.pack(">I4sI", 0, b"IEND", zlib.crc32(b"IEND")),
            ),
            self.orientation,
            # What comes first in the specification outdoes a profile (4.3).
            None if b"cICP" in self.colours else self.icc or None,
            colour=colour.of_png(self.colours),
        )


def _start(data: Data, body: range, most_bytes: int) -> bytes:
    return data[body.start : min(body.stop, body.start + most_bytes)]


def _number(data: Data, body: range, least_bytes: int) -> int:
    if len(body) < least_bytes:
        raise NotAnImage
    return int.from_bytes(data[body.start : body.start + 4])


def _inflate(data: Data, body: range) -> bytes:
    """Inflate a profile (section 11.3.2.3), or give nothing when it is of no use."""
    if len(body) > MAX_ICC_BYTES:
        return b""
    _, _, compressed = data[body.start : body.stop].partition(b"\0")
    inflater = zlib.decompressobj()
    try:
        profile = inflater.decompress(compressed[1:], MAX_ICC_BYTES)
    except zlib.error:
        return b""
    return profile if inflater.eof else b""
