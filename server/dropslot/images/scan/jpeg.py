"""The pictures of a JPEG file, and where each of them ends.

Sections and tables are those of ITU-T T.81.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dropslot.model import NotAnImage

from . import samsung
from .frame import Data, Frame
from .jpeg_picture import EOI, SOI, TEM, Picture
from .padding import skip_padding
from .trailing import refuse_behind_jpeg

MAX_PICTURES = 64
"""Pictures in one file; a burst or panorama of a camera has at most a few dozen."""

MAX_SEGMENTS = 10_000
"""Markers in one picture.  Photos have under 300 (15 MB of XMP: 240); 2 million cost
Pillow 4 s."""

MAX_FILL_BYTES = 4_096
"""A run of fill bytes (B.1.1.2) inside a scan: the decoder starts its block again with
each 64 KB it is given, so that 60 MB of them cost it minutes."""

_RESERVED = range(0x02, 0xC0)

_START = b"\xff\xd8\xff"

# In a scan FF00 is a data byte and RST0 to RST7 belong to it (B.1.1.5); FFFF is fill.
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_FILL = b"\xff" * MAX_FILL_BYTES


def looks_like(data: Data) -> bool:
    """Tell whether it starts like a JPEG."""
    return data[:3] == _START


def frames(data: Data) -> Iterator[Frame]:
    """Yield the picture, then those that a camera put right behind it.

    The Multi-Picture index (CIPA DC-007) is not asked: tools drop the pictures and
    leave the index, and then the first picture is still whole.  What begins like
    another picture and is none is taken for any other data of a camera.
    """
    trailer_at = samsung.trailer_start(data)
    picture = _walk(data, 0, trailer_at)
    yield picture.frame()
    for _ in range(MAX_PICTURES):
        at = skip_padding(data, picture.end)
        following = _another(data, at) if picture.has_end else None
        if following is None:
            refuse_behind_jpeg(data, picture.end)
            return
        picture = following
        yield picture.frame()
    raise NotAnImage("too-complex")


def _another(data: Data, start: int) -> Picture | None:
    if data[start : start + len(_START)] != _START:
        return None
    try:
        picture = _walk(data, start, len(data))
    except NotAnImage:
        return None
    return picture if picture.has_end else None


def _walk(data: Data, start: int, end: int) -> Picture:
    picture = Picture(start)
    at = start + 2
    for _ in range(MAX_SEGMENTS):
        found = _MARKER.search(data, at, end)
        begin = found.start() if found else end
        picture.end_scan(begin)
        if found is None or data[begin + 1] == EOI:
            break
        marker, at = data[begin + 1], found.end()
        if picture.scans:
            _refuse_noise(data, marker, begin)
        if marker not in (SOI, TEM):
            at = _segment_end(data, at, end)
        picture.take(data, marker, range(begin, at))
    else:
        raise NotAnImage("too-complex")
    if found is None and end == len(data):
        # Only where a phone's trailer begins may the marker of its end be missing.
        raise NotAnImage("cut-short")
    if data.find(_FILL, picture.scans_at or begin, begin) != -1:
        raise NotAnImage
    picture.finish(found.end() if found else end, has_end=found is not None)
    return picture


def _refuse_noise(data: Data, marker: int, begin: int) -> None:
    """Refuse what cannot be inside or behind a scan."""
    if marker == SOI:
        # Another picture begins, and this one has no end.
        raise NotAnImage("cut-short")
    if marker in _RESERVED or data[max(0, begin - MAX_FILL_BYTES) : begin] == _FILL:
        raise NotAnImage


def _segment_end(data: Data, at: int, end: int) -> int:
    length_bytes = int.from_bytes(data[at : at + 2])
    if at + max(2, length_bytes) > end:
        raise NotAnImage("cut-short")
    if length_bytes < 2:
        raise NotAnImage
    return at + length_bytes
