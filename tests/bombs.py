"""Files for the tests that are built to cost the checker time or memory."""

from __future__ import annotations

import struct
import zlib

from crafted import (
    anmf,
    chunk,
    deflated,
    png_of,
    riff,
    riff_chunk,
    segment,
    vp8x,
    with_chunks,
    with_segments,
)
from pictures import Maker, encoded, jpeg, photo, png
from PIL import Image

Bomb = tuple[str, Maker, str | None]
"""Its name, its bytes, and the key of the refusal, or None when it may well pass."""

_DAMAGED = "error.invalid-image"
_TOO_COMPLEX = "error.invalid-image.too-complex"
_TOO_MANY_FRAMES = "error.too-many-frames"
_TOO_MANY_PIXELS = "error.too-many-pixels"

_TINY = Image.new("L", (1, 1))
_ROW = b"\0" + bytes(8)

# Twice 12,000 less one in 14 bits each (RFC 9649, 3.4).
_VP8L_HEADER = b"\x2f" + (11_999 << 14 | 11_999).to_bytes(4, "little")


def _exif_blocks() -> bytes:
    block = segment(0xE1, b"Exif\0\0II*\0" + bytes(65_000))
    return with_segments(jpeg(), *[block] * 1_000)


def _overlaps() -> bytes:
    """EXIF of 5,000 values that all are the same 60 KB."""
    entries = (struct.pack("<HHII", tag, 7, 60_000, 10) for tag in range(5_000))
    return b"II*\0\x08\0\0\0" + struct.pack("<H", 5_000) + b"".join(entries)


def _overlapping_exif() -> bytes:
    return with_segments(jpeg(), segment(0xE1, b"Exif\0\0" + _overlaps()))


def _scans(count: int, side: int) -> bytes:
    """A progressive JPEG whose second scan comes again and again."""
    whole = encoded(Image.new("RGB", (side, side)), "JPEG", progressive=True)
    first = whole.index(b"\xff\xda")
    second = whole.index(b"\xff\xda", first + 2)
    third = whole.index(b"\xff\xda", second + 2)
    return whole[:-2] + whole[second:third] * count + whole[-2:]


def _gif(frames: int) -> bytes:
    """The same large frame again and again."""
    still = encoded(Image.new("P", (500, 500)), "GIF", optimize=False)
    start = 13 + (3 << (still[10] & 7) + 1)
    return still[:start] + still[start:-1] * frames + still[-1:]


def _comment_gif() -> bytes:
    dot = encoded(_TINY, "GIF")
    return dot[:-1] + b"!\xfe" + b"\1x" * 4_000_000 + b"\0;"


def animated_webp(side: int, frames: int, extra: bytes = b"") -> bytes:
    still = encoded(Image.new("L", (side, side)), "WEBP", lossless=True)[12:]
    frame = anmf(side, side, still + extra)
    return riff(vp8x(2, side, side), riff_chunk(b"ANIM", bytes(6)), frame * frames)


def _wide_webp() -> bytes:
    dot = encoded(_TINY, "WEBP", lossless=True)[12:]
    canvas = vp8x(2, 10_000, 10_000), riff_chunk(b"ANIM", bytes(6))
    return riff(*canvas, anmf(1, 1, dot))


def _avif_exif() -> bytes:
    empty = b"II*\0\x08\0\0\0".ljust(200_000, b"\0")
    whole = encoded(photo(), "AVIF", exif=empty, speed=10)
    return whole.replace(empty, _overlaps().ljust(len(empty), b"\0"))


def _idle_jpeg(filler: bytes) -> bytes:
    """A JPEG with filler in the middle of its scan."""
    whole = jpeg()
    middle = len(whole) // 2
    return whole[:middle] + filler + whole[middle:]


def _profiles() -> bytes:
    inflating = chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(8_000_000), 9))
    return with_chunks(png(), *[inflating] * 500)


BOMBS: dict[str, Bomb] = {
    "65 MB of EXIF": ("a.jpg", _exif_blocks, None),
    "EXIF that overlaps": ("a.jpg", _overlapping_exif, None),
    "two million comments": (
        "a.jpg",
        lambda: with_segments(jpeg(), segment(0xFE, b"") * 2_000_000),
        _TOO_COMPLEX,
    ),
    "megabytes of tables": (
        "a.jpg",
        lambda: with_segments(jpeg(), segment(0xDB, bytes(65 * 900)) * 100),
        _TOO_COMPLEX,
    ),
    "thousands of tables": (
        "a.jpg",
        lambda: with_segments(jpeg(), segment(0xDD, b"\0\0") * 9_900),
        None,
    ),
    "500 scans": ("a.jpg", lambda: _scans(500, 400), _TOO_COMPLEX),
    "50 scans of 16 megapixels": ("a.jpg", lambda: _scans(50, 4_000), _TOO_COMPLEX),
    "fill bytes in a scan": (
        "a.jpg",
        lambda: _idle_jpeg(b"\xff" * 20_000_000),
        _DAMAGED,
    ),
    "restarts in a scan": ("a.jpg", lambda: _idle_jpeg(b"\xff\xd0" * 9_000_000), None),
    "a thousand pictures": (
        "a.jpg",
        lambda: encoded(_TINY, "JPEG") * 1_000,
        _TOO_COMPLEX,
    ),
    "angle brackets": ("a.jpg", lambda: jpeg() + b"<" * 20_000_000, None),
    "ends of archives": ("a.jpg", lambda: jpeg() + b"PK\1\2PK\5\6" * 2_000_000, None),
    "a million chunks": (
        "a.png",
        lambda: with_chunks(png(), chunk(b"aaAa") * 1_000_000),
        _TOO_COMPLEX,
    ),
    "90,000 pixel chunks": (
        "a.png",
        lambda: png_of((8, 8, 8, 0), deflated([_ROW] * 8), chunk(b"IDAT") * 90_000),
        None,
    ),
    "text that inflates": (
        "a.png",
        lambda: with_chunks(
            png(), chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(1 << 20))) * 2_000
        ),
        None,
    ),
    "profiles that inflate": ("a.png", _profiles, None),
    "4 gigapixels": (
        "a.png",
        lambda: png_of((65_535, 65_535, 1, 0), b""),
        _TOO_MANY_PIXELS,
    ),
    "a blank page of 81 megapixels": (
        "a.png",
        lambda: png_of((9_000, 9_000, 1, 0), deflated([bytes(1_126)] * 9_000)),
        None,
    ),
    "10,000 frames": ("a.gif", lambda: _gif(10_000), _TOO_MANY_FRAMES),
    "1,999 large frames": ("a.gif", lambda: _gif(1_999), _TOO_MANY_FRAMES),
    "blocks of one byte": ("a.gif", _comment_gif, _TOO_COMPLEX),
    "one dot on 100 megapixels": ("a.webp", _wide_webp, _TOO_COMPLEX),
    "a WebP of 144 megapixels": (
        "a.webp",
        lambda: riff(riff_chunk(b"VP8L", _VP8L_HEADER + bytes(5))),
        _TOO_MANY_PIXELS,
    ),
    "1,999 WebP frames": (
        "a.webp",
        lambda: animated_webp(600, 1_999),
        _TOO_MANY_FRAMES,
    ),
    "a million WebP chunks": (
        "a.webp",
        lambda: riff(vp8x(0, 8, 8), riff_chunk(b"ABCD", b"") * 1_000_000),
        _TOO_COMPLEX,
    ),
    "chunks behind frames": (
        "a.webp",
        lambda: animated_webp(1, 2, riff_chunk(b"ABCD", b"") * 500_000),
        None,
    ),
    "AVIF with EXIF that overlaps": ("a.avif", _avif_exif, None),
    "an empty AVIF canvas": (
        "a.avif",
        lambda: encoded(Image.new("L", (4_200, 4_200)), "AVIF", speed=10),
        _TOO_COMPLEX,
    ),
}
