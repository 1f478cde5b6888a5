"""The frames of a WebP file.

Sections are those of RFC 9649.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from dropslot.model import NotAnImage

from .frame import Data, Frame, Part
from .trailing import refuse_behind

MAX_CHUNKS = 65_536
"""Chunks in one file: a handful, and one for each frame."""

MAX_ICC_BYTES = 4_194_304
"""Largest colour profile that is used."""

_ANIMATED, _ALPHA = 0x02, 0x10
_FRAME_HEADER_BYTES = 16
_HEADER_BYTES = {b"VP8 ": 10, b"VP8L": 5}
"""Up to the size of the picture (RFC 6386, 9.1; section 3.4).  One pixel without loss
has a body of 8 bytes."""


def looks_like(data: Data) -> bool:
    """Tell whether it starts like a WebP (section 2.4)."""
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def frames(data: Data) -> Iterator[Frame]:
    """Yield the picture, or the first frame on its canvas and each other by itself.

    It is always upright: browsers do not look at the EXIF of a WebP.
    """
    if len(data) < 20:
        raise NotAnImage("cut-short")
    (riff_bytes,) = struct.unpack_from("<I", data, 4)
    end = 8 + riff_bytes
    if end > len(data):
        raise NotAnImage("cut-short")
    chunks = _chunks(data, 12, end)
    first = next(chunks, None)
    if first is None:
        raise NotAnImage
    if first.kind in _HEADER_BYTES:
        yield _simple(data, first)
    elif first.kind == b"VP8X" and len(first.body) >= 10:
        yield from _extended(data, first, list(chunks))
    else:
        raise NotAnImage
    refuse_behind(data, end, _behind_metadata)


@dataclass(frozen=True, slots=True)
class _Chunk:
    kind: bytes
    body: range
    whole: range


def _chunks(data: Data, start: int, end: int) -> Iterator[_Chunk]:
    at = start
    for _ in range(MAX_CHUNKS):
        if at + 8 > end:
            return
        kind, length_bytes = struct.unpack_from("<4sI", data, at)
        body = range(at + 8, at + 8 + length_bytes)
        if body.stop > end:
            raise NotAnImage("cut-short")
        # Chunks have an even length (section 2.3); some writers leave the last odd.
        at = min(body.stop + (length_bytes & 1), end)
        yield _Chunk(kind, body, range(body.start - 8, at))
    raise NotAnImage("too-complex")


def _simple(data: Data, chunk: _Chunk) -> Frame:
    head = data[chunk.body.start : chunk.body.start + 10]
    if len(chunk.body) < _HEADER_BYTES[chunk.kind]:
        raise NotAnImage
    if chunk.kind == b"VP8 ":
        # RFC 6386, 9.1: after the frame tag and the start code.
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", head, 6))
    else:
        # Section 3.4: 14 bits each, less one.
        (bits,) = struct.unpack_from("<I", head, 1)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return Frame(width, height, _riff(chunk.whole))


def _extended(data: Data, header: _Chunk, chunks: list[_Chunk]) -> Iterator[Frame]:
    flags = data[header.body.start]
    width, height = _sides(data, header.body.start + 4)
    if any(chunk.kind == b"VP8X" for chunk in chunks):
        # Browsers show nothing then.
        raise NotAnImage
    by_kind = {chunk.kind: chunk.body for chunk in reversed(chunks)}
    if flags & _ANIMATED:
        frames = [chunk.body for chunk in chunks if chunk.kind == b"ANMF"]
        if not frames:
            raise NotAnImage
        picture = _on_canvas(data, frames[0])
    else:
        frames = []
        picture = _pixels(chunks)
    yield Frame(
        width,
        height,
        _riff(_vp8x(flags & (_ANIMATED | _ALPHA), width, height), *picture),
        icc=_bytes(data, by_kind.get(b"ICCP", range(0))) or None,
    )
    for frame in frames[1:]:
        yield _by_itself(data, frame)


def _on_canvas(data: Data, frame: range) -> tuple[Part, ...]:
    header = data[frame.start : frame.start + _FRAME_HEADER_BYTES]
    pixels = _frame_pixels(data, frame)
    length_bytes = len(header) + sum(map(len, pixels))
    animation = struct.pack("<4sIIH4sI", b"ANIM", 6, 0, 0, b"ANMF", length_bytes)
    return (animation + header, *pixels)


def _by_itself(data: Data, frame: range) -> Frame:
    pixels = _frame_pixels(data, frame)
    width, height = _sides(data, frame.start + 6)
    return Frame(width, height, _riff(_vp8x(_ALPHA, width, height), *pixels))


def _frame_pixels(data: Data, frame: range) -> tuple[Part, ...]:
    if len(frame) < _FRAME_HEADER_BYTES:
        raise NotAnImage
    # Alpha and bitstream come first (section 2.7.1.1); what follows is unknown chunks.
    chunks = _chunks(data, frame.start + _FRAME_HEADER_BYTES, frame.stop)
    return _pixels(islice(chunks, 2))


def _pixels(chunks: Iterable[_Chunk]) -> tuple[Part, ...]:
    return tuple(
        part
        for chunk in chunks
        if chunk.kind in (b"ALPH", *_HEADER_BYTES)
        for part in (chunk.whole, bytes(len(chunk.whole) & 1))
    )


def _riff(*parts: Part) -> tuple[Part, ...]:
    length_bytes = 4 + sum(map(len, parts))
    return (struct.pack("<4sI4s", b"RIFF", length_bytes, b"WEBP"), *parts)


def _vp8x(flags: int, width_px: int, height_px: int) -> bytes:
    sides = (side.to_bytes(3, "little") for side in (width_px - 1, height_px - 1))
    return struct.pack("<4sIB3x", b"VP8X", 10, flags) + b"".join(sides)


def _sides(data: Data, at: int) -> tuple[int, int]:
    width = int.from_bytes(data[at : at + 3], "little") + 1
    height = int.from_bytes(data[at + 3 : at + 6], "little") + 1
    return width, height


def _behind_metadata(data: Data, at: int) -> int:
    """Step over EXIF or XMP that a tool has put behind the end."""
    kind, length = data[at : at + 4], data[at + 4 : at + 8]
    end = at + 8 + int.from_bytes(length, "little")
    if kind not in (b"EXIF", b"XMP ") or end > len(data):
        return at
    return end


def _bytes(data: Data, body: range) -> bytes:
    return data[body.start : body.stop] if len(body) <= MAX_ICC_BYTES else b""
