"""The boxes of an AVIF file, and how much its decoder makes of them.

Sections are those of ISO/IEC 14496-12 (box structure) and 23008-12 (pictures).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dropslot.model import NotAnImage

from . import avif_size, colour
from .frame import Data, Frame, Part
from .padding import skip_padding
from .payloads import refuse
from .trailing import refuse_behind

MAX_BOXES = 1_000
"""Boxes on the outermost level; files have three to ten."""

MAX_META_BYTES = 16_777_216
"""All that is not pixels; the sample tables of the longest film need under 1 MB."""

_BRANDS = (b"avif", b"avis")
_MAX_BRANDS_BYTES = 256

# Boxes of the outermost level (14496-12, 6.2.3).  Phones put a video (mpvd, Android
# motion photo format 1.0) or a trailer (sefd, Samsung) into boxes of their own.
_META = frozenset({b"meta", b"moov"})
_BESIDE = frozenset(
    {b"free", b"skip", b"wide", b"uuid", b"pdin", b"prft", b"styp", b"mpvd", b"sefd"}
)
_KNOWN = _META | _BESIDE | {b"ftyp", b"mdat"}
_HEADER_BYTES = {b"uuid": 24}

# Item info entries (23008-12, 9.3): version 2 has short numbers, version 3 long ones.
_EXIF_ITEM = re.compile(rb"(infe(?:\x02.{3}.{2}|\x03.{3}.{4}).{2})Exif", re.S)


def looks_like(data: Data) -> bool:
    """Tell whether it starts with a file type box that names an AVIF brand."""
    if data[4:8] != b"ftyp" or len(data) < 16:
        return False
    length_bytes = min(int.from_bytes(data[:4]), _MAX_BRANDS_BYTES)
    brands = data[8:12] + data[16:length_bytes]
    return any(brands[at : at + 4] in _BRANDS for at in range(0, len(brands), 4))


def frames(data: Data) -> Iterator[Frame]:
    """Yield one frame for the whole file: later frames build on earlier ones.

    Its size is the largest that the file says or that a decoder makes of it.

    EXIF items are renamed, so that Pillow does not parse them: which way up an AVIF is
    stands in properties of its own (MIAF, 7.3.6.7), which Pillow applies as well.
    """
    parts: list[Part] = []
    said: dict[bytes, range] = {}
    for kind, box in _boxes(data):
        if kind not in _META:
            parts.append(box)
            continue
        if kind in said:
            raise NotAnImage
        if len(box) > MAX_META_BYTES:
            raise NotAnImage("too-complex")
        said[kind] = box
        parts.append(_EXIF_ITEM.sub(rb"\g<1>skip", data[box.start : box.stop]))
    meta, moov = (said.get(kind, range(0)) for kind in (b"meta", b"moov"))
    (width, height), decoded_px = avif_size.measure(data, meta, moov)
    meaning = colour.of_avif(data[meta.start : meta.stop])
    meaning = meaning or colour.of_avif(data[moov.start : moov.stop])
    yield Frame(width, height, tuple(parts), colour=meaning, decoded_px=decoded_px)


def _boxes(data: Data) -> Iterator[tuple[bytes, range]]:
    at = 0
    seen: set[bytes] = set()
    for _ in range(MAX_BOXES):
        if skip_padding(data, at) == len(data):
            return
        header = data[at : at + 16]
        kind = header[4:8]
        if len(header) < 8 and b"mdat" not in seen:
            raise NotAnImage("cut-short")
        if kind not in _KNOWN:
            refuse_behind(data, at)
            return
        box = range(at, at + _length(header, len(data) - at))
        if box.stop > len(data):
            raise NotAnImage("cut-short")
        if kind in _BESIDE:
            refuse(data, box.start + _HEADER_BYTES.get(kind, 8), box.stop)
        yield kind, box
        seen.add(kind)
        at = box.stop
    raise NotAnImage("too-complex")


def _length(header: bytes, left_bytes: int) -> int:
    length_bytes = int.from_bytes(header[:4])
    if length_bytes == 0:
        return left_bytes
    if length_bytes == 1:
        length_bytes = int.from_bytes(header[8:])
    if length_bytes < 8:
        raise NotAnImage
    return length_bytes
