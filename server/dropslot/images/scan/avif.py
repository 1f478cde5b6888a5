"""The boxes of an AVIF file.

Sections are those of ISO/IEC 14496-12 (box structure) and 23008-12 (pictures).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from dropslot.model import NotAnImage

from . import colour
from .frame import Data, Frame, Part
from .trailing import refuse_payloads, skip_zeros

MAX_BOXES = 1_000
"""Boxes on the outermost level; files have three to ten."""

MAX_META_BYTES = 16_777_216
"""All that is not pixels; the sample tables of the longest film need under 1 MB."""

_BRANDS = (b"avif", b"avis")
_MAX_BRANDS_BYTES = 256

_META = frozenset({b"meta", b"moov"})
_BESIDE = frozenset({b"free", b"skip", b"wide", b"uuid", b"pdin", b"prft", b"styp"})
_KNOWN = _META | _BESIDE | {b"ftyp", b"mdat"}
"""Boxes of the outermost level (14496-12, 6.2.3)."""

# Item info entries (23008-12, 9.3): version 2 has short numbers, version 3 long ones.
_EXIF_ITEM = re.compile(rb"(infe(?:\x02.{3}.{2}|\x03.{3}.{4}).{2})Exif", re.S)
_EXTENT = re.compile(rb"ispe\x00{4}(.{8})", re.S)


def looks_like(data: Data) -> bool:
    """Tell whether it starts with a file type box that names an AVIF brand."""
    if data[4:8] != b"ftyp" or len(data) < 16:
        return False
    length_bytes = min(int.from_bytes(data[:4]), _MAX_BRANDS_BYTES)
    brands = data[8:12] + data[16:length_bytes]
    return any(brands[at : at + 4] in _BRANDS for at in range(0, len(brands), 4))


def frames(data: Data) -> Iterator[Frame]:
    """Yield one frame for the whole file: later frames build on earlier ones.

    EXIF items are renamed, so that Pillow does not parse them: which way up an AVIF is
    stands in properties of its own (MIAF, 7.3.6.7), which Pillow applies as well.
    """
    parts: list[Part] = []
    sides = [(0, 0)]
    meta_bytes = 0
    meaning: colour.Colour | None = None
    for kind, box in _boxes(data):
        if kind in _BESIDE:
            refuse_payloads(data, box.start, box.stop)
        if kind not in _META:
            parts.append(box)
            continue
        meta_bytes += len(box)
        if meta_bytes > MAX_META_BYTES:
            raise NotAnImage("too-complex")
        meta = data[box.start : box.stop]
        sides += (struct.unpack(">II", found[1]) for found in _EXTENT.finditer(meta))
        meaning = meaning or colour.of_avif(meta)
        parts.append(_EXIF_ITEM.sub(rb"\g<1>skip", meta))
    width, height = max(sides, key=lambda pair: pair[0] * pair[1])
    yield Frame(width, height, tuple(parts), colour=meaning)


def _boxes(data: Data) -> Iterator[tuple[bytes, range]]:
    at = 0
    for _ in range(MAX_BOXES):
        if skip_zeros(data, at) == len(data):
            return
        header = data[at : at + 16]
        if len(header) < 8:
            raise NotAnImage("cut-short")
        length_bytes, kind = struct.unpack_from(">I4s", header)
        if kind not in _KNOWN:
            raise NotAnImage("other-data")
        if length_bytes == 0:
            length_bytes = len(data) - at
        elif length_bytes == 1:
            length_bytes = int.from_bytes(header[8:])
        if length_bytes < 8:
            raise NotAnImage
        if at + length_bytes > len(data):
            raise NotAnImage("cut-short")
        yield kind, range(at, at + length_bytes)
        at += length_bytes
    raise NotAnImage("too-complex")
