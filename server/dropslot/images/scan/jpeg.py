"""The pictures of a JPEG file, and which of its bytes their decoder needs.

Sections and tables are those of ITU-T T.81.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dropslot.model import NotAnImage

from . import exif
from .frame import Data, Frame, Part
from .trailing import refuse_payloads, skip_zeros

MAX_PICTURES = 64
"""Pictures in one file; a burst or panorama of a camera has at most a few dozen."""

MAX_SEGMENTS = 10_000
"""Markers in one picture.  Photos have under 300 (15 MB of XMP: 240); 2 million cost
Pillow 4 s."""

MAX_HEAD_BYTES = 131_072
"""All tables in front of the first scan, and a JFIF thumbnail of up to 64 KB; photos
have about 1 KB (B.2.4: four tables of each kind).  Pillow reads them at 6 MB/s."""

MAX_ICC_BYTES = 4_194_304
"""Largest profile that is used; printing profiles have up to 3 MB."""

MAX_SCANS = 100
MAX_SCANNED_PX = 500_000_000
"""Scans of a progressive JPEG: encoders write 10, optimisers up to 30.  Each walks over
the whole picture at 0.1 to 3 ns a pixel, so only small ones may have more than 20."""

MAX_FILL_BYTES = 4_096
"""A run of fill bytes (B.1.1.2) inside a scan: the decoder starts its block again with
each 64 KB it is given, so that 60 MB of them cost it minutes."""

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_TEM, _APP0, _EXIF, _ICC, _ADOBE = 0x01, 0xE0, 0xE1, 0xE2, 0xEE
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TABLES = _FRAMES | {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF}

_START = b"\xff\xd8\xff"

# In a scan FF00 is a data byte and RST0 to RST7 belong to it (B.1.1.5); FFFF is fill.
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")


def looks_like(data: Data) -> bool:
    """Tell whether it starts like a JPEG."""
    return data[:3] == _START


def frames(data: Data) -> Iterator[Frame]:
    """Yield the picture, then those that a camera put right behind it.

    The Multi-Picture index (CIPA DC-007) is not asked: tools drop the pictures and
    leave the index, and then the first picture is still whole.
    """
    at = 0
    for _ in range(MAX_PICTURES):
        picture = _walk(data, at)
        yield picture.frame()
        at = skip_zeros(data, picture.end)
        following = data[at : at + len(_START)]
        if not following or not _START.startswith(following):
            break
    else:
        raise NotAnImage("too-complex")
    refuse_payloads(data, at)


@dataclass(slots=True)
class _Picture:
    start: int
    end: int = 0
    width_px: int = 0
    height_px: int = 0
    scans_at: int = 0
    scans: int = 0
    orientation: int = 0
    head: list[Part] = field(default_factory=list)
    head_bytes: int = 0
    icc: list[bytes] = field(default_factory=list)
    icc_bytes: int = 0

    def frame(self) -> Frame:
        return Frame(
            self.width_px,
            self.height_px,
            (*self.head, range(self.scans_at, self.end)),
            self.orientation or exif.UPRIGHT,
            # Sorted by the sequence number that each begins with (ICC.1, B.4).
            b"".join(chunk[2:] for chunk in sorted(self.icc)) or None,
            self.scans,
        )


def _walk(data: Data, start: int) -> _Picture:
    picture = _Picture(start, head=[range(start, start + 2)])
    at = start + 2
    for _ in range(MAX_SEGMENTS):
        found = _MARKER.search(data, at)
        if found is None:
            raise NotAnImage("cut-short")
        begin, at = found.span()
        marker = data[begin + 1]
        if marker == _EOI:
            picture.end = at
            _refuse_slow_scans(data, picture)
            return picture
        if marker in (_SOI, _TEM):
            picture.head.append(range(begin, at))
            continue
        body = _body(data, at)
        at = body.stop
        if marker == _SOS:
            picture.scans_at = picture.scans_at or begin
            picture.scans += 1
        elif not picture.scans:
            _take(data, picture, marker, range(begin, at))
    raise NotAnImage("too-complex")


def _body(data: Data, at: int) -> range:
    if at + 2 > len(data):
        raise NotAnImage("cut-short")
    length_bytes = int.from_bytes(data[at : at + 2])
    if length_bytes < 2:
        raise NotAnImage
    if at + length_bytes > len(data):
        raise NotAnImage("cut-short")
    return range(at + 2, at + length_bytes)


def _take(data: Data, picture: _Picture, marker: int, segment: range) -> None:
    """Remember what the decoder needs of a segment; the rest never reaches it."""
    body = range(segment.start + 4, segment.stop)
    label = data[body.start : body.start + 14]
    if marker in _FRAMES and len(body) >= 5:
        picture.height_px = int.from_bytes(label[1:3])
        picture.width_px = int.from_bytes(label[3:5])
    if marker == _EXIF and label.startswith(b"Exif\0"):
        tiff = data[body.start + 6 : body.stop]
        picture.orientation = picture.orientation or exif.orientation(tiff)
    elif marker == _ICC and label.startswith(b"ICC_PROFILE\0"):
        picture.icc_bytes += len(body)
        if picture.icc_bytes <= MAX_ICC_BYTES:
            picture.icc.append(data[body.start + 12 : body.stop])
    elif (
        marker in _TABLES
        or (marker == _APP0 and label.startswith(b"JFIF"))
        or (marker == _ADOBE and label.startswith(b"Adobe"))
    ):
        picture.head.append(segment)
        picture.head_bytes += len(segment)
        if picture.head_bytes > MAX_HEAD_BYTES:
            raise NotAnImage("too-complex")


def _refuse_slow_scans(data: Data, picture: _Picture) -> None:
    if not picture.scans:
        raise NotAnImage
    px = picture.width_px * picture.height_px
    if picture.scans > MAX_SCANS or (
        picture.scans > 20 and picture.scans * px > MAX_SCANNED_PX
    ):
        raise NotAnImage("too-complex")
    fill = data.find(b"\xff" * MAX_FILL_BYTES, picture.scans_at, picture.end)
    if fill != -1:
        raise NotAnImage("too-complex")
