"""One picture of a JPEG file, gathered segment by segment.

Sections and tables are those of ITU-T T.81.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dropslot.model import NotAnImage

from . import exif, jpeg_scans
from .frame import Data, Frame, Part
from .jpeg_scans import Layout, Scan

MAX_HEAD_BYTES = 131_072
"""All tables in front of the first scan, and a JFIF thumbnail of up to 64 KB; photos
have about 1 KB (B.2.4: four tables of each kind).  Pillow reads them at 6 MB/s."""

MAX_ICC_BYTES = 4_194_304
"""Largest profile that is used; printing profiles have up to 3 MB."""

SOI, EOI, TEM = 0xD8, 0xD9, 0x01
"""Markers that stand alone (table B.1)."""

_SOS = 0xDA
_APP0, _EXIF, _ICC, _ADOBE = 0xE0, 0xE1, 0xE2, 0xEE
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_HANDED = _FRAMES | {SOI, TEM, 0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF}

_LAYOUT_BYTES = 6
_JFIF_BYTES, _ADOBE_BYTES = 14, 12
"""Shorter ones mean nothing to browsers either (libjpeg, jdmarker.c), and Pillow stops
at them."""

_NO_CODE = b"\xff\x00" * 8
"""Ones, which are no code of any table (C.2).  The decoder looks ahead so many bytes;
where it needs more, blocks are missing."""


@dataclass(slots=True)
class Picture:
    """What is found of a picture while its segments are walked over.

    :param start: offset of its first marker.
    :param end: offset behind its last marker, or behind its last scan.
    :param has_end: whether that marker is there.
    :param scans_at: offset of the first scan's marker, 0 while there is none.
    """

    start: int
    end: int = 0
    has_end: bool = False
    scans: list[Scan] = field(default_factory=list)
    scans_at: int = 0
    _layout: Layout = field(default_factory=Layout)
    _head: list[Part] = field(default_factory=list)
    _head_bytes: int = 0
    _data_at: int | None = None
    _orientation: int | None = None
    _is_blank: bool = False
    _icc: list[bytes] = field(default_factory=list)
    _icc_bytes: int = 0

    def take(self, data: Data, marker: int, segment: range) -> None:
        """Remember what the decoder needs of a segment; the rest never reaches it.

        :param segment: from its marker on.
        """
        if marker == _SOS:
            self._begin_scan(data, segment)
        elif not self.scans:
            self._take_head(data, marker, segment)

    def end_scan(self, at: int) -> None:
        """Note that the data of a scan, if one has begun, end here."""
        if self._data_at is not None:
            least_bytes = self.scans[-1].least_bytes(self._layout)
            self._is_blank |= at - self._data_at < least_bytes
            self._data_at = None

    def finish(self, end: int, has_end: bool) -> None:
        """Note where it ends.

        :raises NotAnImage: when it is no picture, or not a whole one.
        """
        if not self.scans:
            raise NotAnImage
        if not has_end and not jpeg_scans.are_complete(self.scans, self._layout):
            raise NotAnImage("cut-short")
        self.end, self.has_end = end, has_end

    def frame(self) -> Frame:
        """Give it as a file of its own."""
        ending: tuple[Part, ...] = ()
        if not self.has_end:
            # Where all of it stands in several scans, the decoder reads up to the end
            # before it begins; what a last scan lacks is then not found.
            ending = (b"\xff\xd9" if len(self.scans) > 1 else _NO_CODE,)
        return Frame(
            self._layout.width_px,
            self._layout.height_px,
            (
                range(self.start, self.start + 2),
                *self._head,
                range(self.scans_at, self.end),
                *ending,
            ),
            self._orientation or exif.UPRIGHT,
            self._profile(),
            passes=len(self.scans),
            is_blank=self._is_blank,
        )

    def _add(self, segment: range) -> None:
        self._head.append(segment)
        self._head_bytes += len(segment)
        if self._head_bytes > MAX_HEAD_BYTES:
            raise NotAnImage("too-complex")

    def _begin_scan(self, data: Data, segment: range) -> None:
        self.scans_at = self.scans_at or segment.start
        self._data_at = segment.stop
        self.scans.append(Scan.read(data[segment.start + 4 : segment.stop]))
        jpeg_scans.refuse_many(self.scans, self._layout)

    def _take_head(self, data: Data, marker: int, segment: range) -> None:
        body = range(segment.start + 4, segment.stop)
        label = data[body.start : body.start + 12]
        if marker in _FRAMES and len(body) >= _LAYOUT_BYTES:
            self._layout = Layout.read(marker, data[body.start : body.stop])
        if marker == _EXIF and label.startswith(b"Exif\0"):
            self._take_exif(data[body.start + 6 : body.stop])
        elif marker == _ICC and label.startswith(b"ICC_PROFILE\0"):
            self._icc_bytes += len(body)
            if self._icc_bytes <= MAX_ICC_BYTES:
                self._icc.append(data[body.start + 12 : body.stop])
        elif (
            marker in _HANDED
            or (marker == _APP0 and _is(b"JFIF", label, body, _JFIF_BYTES))
            or (marker == _ADOBE and _is(b"Adobe", label, body, _ADOBE_BYTES))
        ):
            self._add(segment)

    def _take_exif(self, tiff: bytes) -> None:
        # The first one counts, even if it says nothing, as in browsers.
        if self._orientation is None:
            self._orientation = exif.orientation(tiff)

    def _profile(self) -> bytes | None:
        """Join the parts of a profile (ICC.1, B.4), each there once, or give none.

        As libjpeg does (jdicc.c), and so browsers.
        """
        parts = sorted(self._icc)
        numbers = [tuple(part[:2]) for part in parts]
        if numbers != [(number, len(parts)) for number in range(1, len(parts) + 1)]:
            return None
        return b"".join(part[2:] for part in parts) or None


def _is(name: bytes, label: bytes, body: range, least_bytes: int) -> bool:
    return label.startswith(name) and len(body) >= least_bytes
