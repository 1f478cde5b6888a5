"""Files for the tests that must be refused: mislabelled or damaged."""

from __future__ import annotations

import re

from crafted import (
    box,
    riff,
    riff_chunk,
    segment,
    vp8x,
    with_segments,
)
from hostile_png import DAMAGED_PNGS
from pictures import (
    Maker,
    animated,
    encoded,
    jpeg,
    png,
)
from PIL import Image

Hostile = tuple[str, Maker, str]
"""Its name, its bytes, and the key of the refusal."""

_DAMAGED = "error.invalid-image"
_CUT_SHORT = f"{_DAMAGED}.cut-short"
_NOT_A_PICTURE = f"{_DAMAGED}.not-a-picture"
_OTHER_DATA = f"{_DAMAGED}.other-data"
_MISMATCH = "error.format-mismatch"

_DOT = Image.new("L", (1, 1))


def _of(format_: str) -> Maker:
    return lambda: encoded(Image.new("RGB", (20, 20), "teal"), format_)


def _heif(brand: bytes, others: bytes) -> bytes:
    return box(b"ftyp", brand + bytes(4) + others)


def _scans_of(whole: bytes, length_bytes: int) -> bytes:
    """A JPEG with so few bytes left in each scan."""
    head, *scans = whole[:-2].split(b"\xff\xda")
    for scan in scans:
        begin = int.from_bytes(scan[:2])
        data = re.split(rb"(?=\xff[\x01-\xcf\xd8-\xfe])", scan[begin:], maxsplit=1)
        head += b"\xff\xda" + scan[:begin] + data[0][:length_bytes] + b"".join(data[1:])
    return head + whole[-2:]


def _webp_pixels() -> bytes:
    return encoded(_DOT, "WEBP", lossless=True)[12:]


_EMPTY_FRAME = b"," + bytes(4) + b"\x14\0\x14\0\0\2\0;"
_ANIMATED = 2
_ANIM = riff_chunk(b"ANIM", bytes(6))
_HTML = b"<html><body onload=alert(1)>hello</body></html>"

MISLABELLED: dict[str, Hostile] = {
    "nothing at all": ("a.jpg", bytes, f"{_DAMAGED}.empty"),
    "text": ("a.jpg", lambda: b"Dear Sir or Madam", _NOT_A_PICTURE),
    "one byte": ("a.jpg", lambda: b"\xff", _NOT_A_PICTURE),
    "HTML": ("a.gif", lambda: _HTML, _NOT_A_PICTURE),
    "SVG": (
        "a.png",
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        f"{_DAMAGED}.not-taken",
    ),
    "PDF": ("a.jpg", lambda: b"%PDF-1.7\n%%EOF", _NOT_A_PICTURE),
    "BMP": ("a.png", _of("BMP"), f"{_DAMAGED}.not-taken"),
    "TIFF": ("a.jpg", _of("TIFF"), f"{_DAMAGED}.not-shown"),
    "HEIC": ("a.avif", lambda: _heif(b"heic", b"mif1heic"), f"{_DAMAGED}.heic"),
    "HEIC by another brand": (
        "a.jpg",
        lambda: _heif(b"mif1", b"miafMiHBheix"),
        f"{_DAMAGED}.heic",
    ),
    "a film": ("a.jpg", lambda: _heif(b"mp42", b"isom"), _NOT_A_PICTURE),
    "PNG named JPEG": ("a.jpg", png, _MISMATCH),
    "JPEG named PNG": ("a.png", jpeg, _MISMATCH),
    "WebP named GIF": ("a.gif", _of("WEBP"), _MISMATCH),
    "GIF named AVIF": ("a.avif", _of("GIF"), _MISMATCH),
    "AVIF named WebP": ("a.webp", _of("AVIF"), _MISMATCH),
}

DAMAGED: dict[str, Hostile] = {
    "JPEG without a picture": ("a.jpg", lambda: b"\xff\xd8\xff\xd9", _DAMAGED),
    "JPEG without a frame": (
        "a.jpg",
        lambda: jpeg().replace(b"\xff\xc0", b"\xff\xfe", 1),
        _DAMAGED,
    ),
    "JPEG segment without a length": (
        "a.jpg",
        lambda: with_segments(jpeg(), b"\xff\xe1\0\1"),
        _DAMAGED,
    ),
    "second picture of noise": (
        "a.jpg",
        lambda: jpeg() + b"\xff\xd8" + segment(0xDA, b"noise") + b"\xff\xd9",
        _DAMAGED,
    ),
    "second picture without tables": (
        "a.jpg",
        lambda: jpeg() + jpeg(80, 60).replace(b"\xff\xdb", b"\xff\xfe"),
        _DAMAGED,
    ),
    "JPEG with a scan of no data": ("a.jpg", lambda: _scans_of(jpeg(), 0), _CUT_SHORT),
    "JPEG with a scan of a byte": ("a.jpg", lambda: _scans_of(jpeg(), 1), _CUT_SHORT),
    "progressive JPEG with scans of no data": (
        "a.jpg",
        lambda: _scans_of(jpeg(progressive=True), 0),
        _CUT_SHORT,
    ),
    "JPEG that begins again in its scan": (
        "a.jpg",
        lambda: jpeg()[:-900] + jpeg(),
        _CUT_SHORT,
    ),
    "JPEG with fill bytes in its scan": (
        "a.jpg",
        lambda: jpeg()[:9_000] + b"\xff" * 5_000 + jpeg()[9_000:],
        _DAMAGED,
    ),
    "GIF with a frame of no data": (
        "a.gif",
        lambda: _of("GIF")()[:-1].rpartition(b",")[0] + _EMPTY_FRAME,
        _CUT_SHORT,
    ),
    "GIF cut in front of a frame": (
        "a.gif",
        lambda: animated("GIF")[:-1] + b"!\xf9\4\0\0\0\0\0",
        _CUT_SHORT,
    ),
    "GIF without a frame": ("a.gif", lambda: b"GIF89a" + bytes(7) + b";", _DAMAGED),
    "GIF of noise": (
        "a.gif",
        lambda: _of("GIF")()[:-9] + b"\xff" * 7 + b"\0;",
        _DAMAGED,
    ),
    "GIF with another block": ("a.gif", lambda: _of("GIF")()[:-1] + b"?;", _DAMAGED),
    "WebP of noise": (
        "a.webp",
        lambda: riff(riff_chunk(b"VP8 ", b"noise!\x08\0\x08\0" + b"noise")),
        _DAMAGED,
    ),
    "WebP without a picture": ("a.webp", lambda: riff(vp8x(0, 8, 8)), _DAMAGED),
    "WebP with two headers": (
        "a.webp",
        lambda: riff(vp8x(0, 1, 1), vp8x(0, 1, 1), _webp_pixels()),
        _DAMAGED,
    ),
    "WebP with two pictures": (
        "a.webp",
        lambda: riff(vp8x(0, 1, 1), _webp_pixels(), _webp_pixels()),
        _DAMAGED,
    ),
    "WebP without a frame": (
        "a.webp",
        lambda: riff(vp8x(_ANIMATED, 8, 8), _ANIM),
        _DAMAGED,
    ),
    "WebP smaller than its canvas": (
        "a.webp",
        lambda: riff(vp8x(0, 8, 8), _webp_pixels()),
        _DAMAGED,
    ),
    "AVIF without a picture": (
        "a.avif",
        lambda: box(b"ftyp", b"avif\0\0\0\0avifmif1"),
        _CUT_SHORT,
    ),
}


BROKEN = MISLABELLED | DAMAGED | DAMAGED_PNGS
