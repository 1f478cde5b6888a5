"""The chunks of a PNG that a decoder needs, gathered frame by frame.

Sections are those of the PNG specification, third edition.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from dropslot.model import NotAnImage

from . import colour, exif, png_profile
from .frame import Data, Frame, Part

MAX_EXIF_BYTES = 65_536
"""As much EXIF as is looked at; orientation stands near its start."""

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_KNOWN = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_PALETTE = 3
_COLOUR_BYTES = 33
"""Longer than any chunk that says how colours are meant (section 11.3.2)."""

_BEGINNING_BYTES = 64


@dataclass(slots=True)
class Picture:
    """What is found of a picture while its chunks are walked over."""

    _width_px: int = 0
    _height_px: int = 0
    _header: bytes = b""
    _palette: dict[bytes, range] = field(default_factory=dict)
    _pixels: list[Part] = field(default_factory=list)
    _beginning: bytes = b""
    _frame: tuple[int, int] | None = None
    _frames: int | None = None
    _frames_seen: int = 0
    _last: bytes = b""
    _has_picture: bool = False
    _sequence: int = 0
    _orientation: int | None = None
    _icc: bytes | None = None
    _colours: dict[bytes, bytes] = field(default_factory=dict)

    def take(self, data: Data, kind: bytes, body: range) -> Iterator[Frame]:
        """Take a chunk, and yield the frame that it shows to be complete, if any.

        :raises NotAnImage: when it cannot stand there, or browsers show nothing then.
        """
        if not self._header:
            self._begin(data, kind, body)
        elif kind[:1].isupper():
            self._take_critical(data, kind, body)
        elif kind == b"acTL" and not self._pixels:
            self._frames = _number(data, body, 8)
        elif kind == b"fcTL" and self._frames:
            yield from self._next_frame(data, body)
        elif kind == b"fdAT" and self._frames:
            self._take_frame_data(data, body)
        elif not self._has_picture:
            self._take_ancillary(data, kind, body)
        self._last = kind

    def finish(self) -> Iterator[Frame]:
        """Yield the last frame, or the picture."""
        if self._frames is not None and self._frames != self._frames_seen:
            raise NotAnImage
        yield self._still()
        _refuse_no_rows(self._beginning)

    def _begin(self, data: Data, kind: bytes, body: range) -> None:
        if kind != b"IHDR" or len(body) != 13:
            raise NotAnImage
        self._header = data[body.start : body.stop]
        self._width_px, self._height_px = struct.unpack_from(">II", self._header)

    def _take_critical(self, data: Data, kind: bytes, body: range) -> None:
        if kind not in _KNOWN or kind == b"IHDR":
            raise NotAnImage
        if kind == b"PLTE" and not self._has_picture:
            # One of them, with a colour in it (section 11.2.2).
            if kind in self._palette or not body:
                raise NotAnImage
            self._palette[kind] = _whole(body)
        elif kind == b"IDAT":
            if self._has_picture and self._last != kind:
                # They stand in a row (section 5.6).
                raise NotAnImage
            if self._header[9] == _PALETTE and b"PLTE" not in self._palette:
                raise NotAnImage
            self._has_picture = True
            self._add_pixels(data, _whole(body), body)

    def _take_ancillary(self, data: Data, kind: bytes, body: range) -> None:
        # Behind the picture browsers look at none of them.
        if kind == b"tRNS":
            self._palette.setdefault(kind, _whole(body))
        elif kind == b"eXIf" and self._orientation is None:
            self._orientation = exif.orientation(_start(data, body, MAX_EXIF_BYTES))
        elif kind in colour.CHUNKS:
            self._colours.setdefault(kind, _start(data, body, _COLOUR_BYTES))
        elif kind == b"iCCP" and self._icc is None:
            self._icc = png_profile.inflate(data, body)

    def _take_frame_data(self, data: Data, body: range) -> None:
        if not self._has_picture:
            raise NotAnImage
        self._count_sequence(data, body, 4)
        self._pixels.append(struct.pack(">I4s", len(body) - 4, b"IDAT"))
        pixels = range(body.start + 4, body.stop)
        self._add_pixels(data, range(pixels.start, pixels.stop + 4), pixels)

    def _add_pixels(self, data: Data, part: range, body: range) -> None:
        if len(self._beginning) < _BEGINNING_BYTES:
            self._beginning += _start(data, body, _BEGINNING_BYTES)
        last = self._pixels[-1] if self._pixels else None
        if isinstance(last, range) and last.stop == part.start:
            self._pixels[-1] = range(last.start, part.stop)
        else:
            self._pixels.append(part)

    def _next_frame(self, data: Data, body: range) -> Iterator[Frame]:
        self._count_sequence(data, body, 26)
        self._frames_seen += 1
        width, height, left, top = struct.unpack_from(">IIII", data, body.start + 4)
        if self._pixels:
            yield self._still()
            _refuse_no_rows(self._beginning)
        elif (width, height) != (self._width_px, self._height_px) or self._frame:
            # What comes before the picture itself can only be about all of it.
            raise NotAnImage
        if left + width > self._width_px or top + height > self._height_px:
            raise NotAnImage
        self._frame, self._pixels, self._beginning = (width, height), [], b""

    def _count_sequence(self, data: Data, body: range, least_bytes: int) -> None:
        if _number(data, body, least_bytes) != self._sequence:
            raise NotAnImage
        self._sequence += 1

    def _still(self) -> Frame:
        if not self._pixels:
            raise NotAnImage
        width, height = self._frame or (self._width_px, self._height_px)
        header = struct.pack(">4sII", b"IHDR", width, height) + self._header[8:]
        return Frame(
            width,
            height,
            (
                SIGNATURE + struct.pack(">I", 13),
                header + struct.pack(">I", zlib.crc32(header)),
                *self._palette.values(),
                *self._pixels,
                struct.pack(">I4sI", 0, b"IEND", zlib.crc32(b"IEND")),
            ),
            self._orientation or exif.UPRIGHT,
            # What comes first in the specification outdoes a profile (4.3).
            None if b"cICP" in self._colours else self._icc or None,
            colour=colour.of_png(self._colours),
        )


def _whole(body: range) -> range:
    return range(body.start - 8, body.stop + 4)


def _start(data: Data, body: range, most_bytes: int) -> bytes:
    return data[body.start : min(body.stop, body.start + most_bytes)]


def _number(data: Data, body: range, least_bytes: int) -> int:
    if len(body) < least_bytes:
        raise NotAnImage
    return int.from_bytes(data[body.start : body.start + 4])


def _refuse_no_rows(beginning: bytes) -> None:
    """Refuse pixels that end before they begin; Pillow takes them for black."""
    inflater = zlib.decompressobj()
    try:
        is_empty = not inflater.decompress(beginning, 1) and inflater.eof
    except zlib.error:
        # The decoder says the same.
        return
    if is_empty:
        raise NotAnImage("cut-short")
