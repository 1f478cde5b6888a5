"""The chunks of a PNG file, animated or not, with their checksums proved.

Sections are those of the PNG specification, third edition.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from dropslot.model import NotAnImage

from .frame import Data, Frame
from .png_picture import SIGNATURE, Picture
from .trailing import refuse_behind

MAX_CHUNKS = 100_000
"""Chunks in one file; 64 MiB in chunks of 8 KB (libpng's default) are 8,192.  A million
cost Pillow 15 s."""

_TYPE = re.compile(rb"[A-Za-z]{4}")
_LONGEST_BYTES = 0x7FFF_FFFF
"""The longest chunk that may be (section 5.3)."""

_PIXELS = frozenset({b"tRNS", b"acTL", b"fcTL", b"fdAT"})
"""Chunks that a picture can do without, but not this one: they say what is seen."""


def looks_like(data: Data) -> bool:
    """Tell whether it starts like a PNG (section 5.2)."""
    return data[:8] == SIGNATURE


def frames(data: Data) -> Iterator[Frame]:
    """Yield the picture, or each frame of an animation as a picture of its own.

    So that the cost of a frame is that of its own pixels: Pillow copies the whole
    canvas for each.
    """
    picture = Picture()
    at = len(SIGNATURE)
    for _ in range(MAX_CHUNKS):
        kind, body = _chunk(data, at)
        at = body.stop + 4
        if kind == b"IEND":
            yield from picture.finish()
            refuse_behind(data, at, _behind_harmless_chunk)
            return
        if kind:
            yield from picture.take(data, kind, body)
    raise NotAnImage("too-complex")


def _chunk(data: Data, at: int) -> tuple[bytes, range]:
    """Read a chunk; one that is damaged and says nothing of the pixels has no type."""
    if at + 12 > len(data):
        raise NotAnImage("cut-short")
    length_bytes, kind = struct.unpack_from(">I4s", data, at)
    if length_bytes > _LONGEST_BYTES or not _TYPE.fullmatch(kind):
        raise NotAnImage
    body = range(at + 8, at + 8 + length_bytes)
    if body.stop + 4 > len(data):
        raise NotAnImage("cut-short")
    if _is_sound(data, body):
        return kind, body
    if _is_critical(kind) or kind in _PIXELS:
        raise NotAnImage
    return b"", body


def _is_sound(data: Data, body: range) -> bool:
    with memoryview(data) as whole, whole[body.start - 4 : body.stop] as covered:
        checksum = zlib.crc32(covered)
    return checksum == int.from_bytes(data[body.stop : body.stop + 4])


def _is_critical(kind: bytes) -> bool:
    return kind[:1].isupper()


def _behind_harmless_chunk(data: Data, at: int) -> int:
    """Step over a second end, or over text that a tool has put behind the first.

    The length of a chunk begins with zeros, which look like padding.
    """
    for start in range(at - 4, at + 1):
        try:
            kind, body = _chunk(data, start)
        except NotAnImage:
            continue
        if kind == b"IEND" or (kind[:1].islower() and kind not in _PIXELS):
            return body.stop + 4
    return at
