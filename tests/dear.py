"""Files for the tests that would take seconds, or all memory, if they were decoded.

They say so in their headers only, so that they are made in no time.
"""

from __future__ import annotations

import random
import re
import struct

from bombs import animated_webp
from crafted import PNG_SIGNATURE, chunk, fc_tl, riff, riff_chunk
from pictures import Maker, encoded, photo

_TOO_COMPLEX = "error.invalid-image.too-complex"
_TOO_MUCH_MEMORY = "error.invalid-image.too-much-memory"
_TOO_MANY_FRAMES = "error.too-many-frames"

_PROGRESSIVE_FRAME = re.compile(rb"(\xff\xc2..\x08)....", re.DOTALL)


def _many_scans(count: int, side: int) -> bytes:
    """A JPEG of many scans, which claims to be larger (ITU-T T.81, B.2.2)."""
    whole = encoded(photo(160, 120), "JPEG", progressive=True, subsampling=0)
    first = whole.index(b"\xff\xda")
    second = whole.index(b"\xff\xda", first + 2)
    third = whole.index(b"\xff\xda", second + 2)
    scans = whole[:-2] + whole[second:third] * (count - 10) + whole[-2:]
    sides = struct.pack(">HH", side, side)
    return _PROGRESSIVE_FRAME.sub(lambda found: found[1] + sides, scans)


def _apng(width: int, height: int, colour: int, frames: int) -> bytes:
    """An APNG of 16 bits a sample, each frame of 60 KB of noise."""
    noise = random.Random(0).randbytes(60_000)
    header = struct.pack(">IIBBBBB", width, height, 16, colour, 0, 0, 0)
    chunks = [chunk(b"IHDR", header), chunk(b"acTL", struct.pack(">II", frames, 0))]
    chunks += [fc_tl(0, width, height, 0, 0), chunk(b"IDAT", noise)]
    for number in range(1, 2 * frames - 1, 2):
        chunks.append(fc_tl(number, width, height, 0, 0))
        chunks.append(chunk(b"fdAT", struct.pack(">I", number + 1) + noise))
    return PNG_SIGNATURE + b"".join(chunks) + chunk(b"IEND")


def _large_webp() -> bytes:
    """Two times 10,000 less one in 14 bits each (RFC 9649, 3.4)."""
    sides = (9_999 << 14 | 9_999).to_bytes(4, "little")
    return riff(riff_chunk(b"VP8L", b"\x2f" + sides + bytes(20_000)))


DEAR: dict[str, tuple[str, Maker, str]] = {
    "8 pictures of 100 scans": (
        "a.jpg",
        lambda: _many_scans(100, 2_200) * 8,
        _TOO_COMPLEX,
    ),
    "20 scans of 100 megapixels": (
        "a.jpg",
        lambda: _many_scans(20, 10_000),
        _TOO_COMPLEX,
    ),
    "4 frames of 16 bits and 100 megapixels": (
        "a.png",
        lambda: _apng(10_000, 10_000, 6, 4),
        _TOO_COMPLEX,
    ),
    "16 bits and 200 megapixels": (
        "a.png",
        lambda: _apng(10_000, 20_000, 2, 1),
        _TOO_COMPLEX,
    ),
    "400 frames of a million rows": (
        "a.png",
        lambda: _apng(1, 1_000_000, 0, 400),
        _TOO_MANY_FRAMES,
    ),
    "400 rows of a million pixels": (
        "a.png",
        lambda: _apng(1_000_000, 1, 6, 400),
        _TOO_MANY_FRAMES,
    ),
    "100 megapixels of WebP": ("a.webp", _large_webp, _TOO_MUCH_MEMORY),
    "a film of WebP": ("a.webp", lambda: animated_webp(600, 600), _TOO_MANY_FRAMES),
}
"""A file's name, its bytes, and the key of the refusal."""
