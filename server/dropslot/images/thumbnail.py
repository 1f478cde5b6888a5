"""A small WebP of a picture, the right way up and in the colours of a browser."""

from __future__ import annotations

import io

from PIL import Image
from PIL.Image import Resampling, Transpose
from PIL.ImageFile import ImageFile

from .colour import in_srgb
from .decoding import Box, Pixels, Size, decoded
from .scan import Frame

SIDE_PX = 400
"""The longest side of a thumbnail; smaller pictures stay as they are."""

QUALITY = 75
METHOD = 0
"""Encoding takes 3 ms and 9 KB so; method 4, Pillow's default, 12.5 ms and 8 KB."""

ON_THE_SIDE = frozenset({5, 6, 7, 8})
"""EXIF orientations whose width is displayed as height."""

LOSSLESS_PX = 64 * 64
"""Smaller ones keep every pixel: pixel art and icons, whose colours WebP's lossy way
would mix two by two (RFC 9649, 4:2:0)."""

_GAP = 1.5
"""How much larger than the thumbnail the fast reduction leaves the picture, at least;
from there on it is resampled well (Pillow docs, ``Image.thumbnail``,
``reducing_gap``).  With 2 a PNG takes 4 % longer, and nobody sees it."""

_BAND_PX = 500_000
"""Pixels that are converted at a time: so many stay in a core's cache, and 100
megapixels need no second copy."""

# CIPA DC-008, 4.6.5.
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


def make(image: ImageFile, orientation: int, frame: Frame) -> bytes:
    """Decode a picture to its end and make its thumbnail, in one pass.

    :param image: as opened, not loaded; a JPEG is left loaded at a fraction of its
        size, which finds the same damage and takes a third of the memory.
    :param orientation: EXIF orientation, 1 to 8.
    :param frame: what the picture says of its colours; what is of no use is ignored.
    :return: WebP of at most `SIDE_PX` a side, with transparency where there is any.
    """
    size = _fitted(*image.size)
    shown = _shown(image)
    # At the very size: that finds the same damage as twice the size, in two thirds of
    # the time, and what the decoder itself shrinks is shrunk well.
    image.draft(None, size)
    pixels = decoded(image)
    icc = frame.icc or image.info.get("icc_profile")
    small = in_srgb(_shrunk(pixels, size, shown), icc, frame.colour)
    if orientation in _TURNS:
        small = small.transpose(_TURNS[orientation])
    written = io.BytesIO()
    lossless = small.width * small.height <= LOSSLESS_PX
    small.save(written, "WEBP", quality=QUALITY, method=METHOD, lossless=lossless)
    return written.getvalue()


def _fitted(width_px: int, height_px: int) -> Size:
    longest_px = max(width_px, height_px, SIDE_PX)
    return (
        max(1, round(width_px * SIDE_PX / longest_px)),
        max(1, round(height_px * SIDE_PX / longest_px)),
    )


def _shown(image: ImageFile) -> Box | None:
    """Where a GIF's first frame stands, when around it there is nothing."""
    if image.format != "GIF":
        return None
    left, top, right, bottom = image.tile[0].extents or (0, 0, *image.size)
    whole = (left, top, right, bottom) == (0, 0, *image.size)
    return None if whole else (left, top, right, bottom)


def _shrunk(pixels: Pixels, size: Size, shown: Box | None) -> Image.Image:
    width, height = pixels.size
    across = max(1, int(width / (_GAP * size[0])))
    down = max(1, int(height / (_GAP * size[1])))
    rows = max(1, _BAND_PX // width // down) * down
    parts: list[Image.Image] = []
    for top in range(0, height, rows):
        band = pixels.crop((0, top, width, min(top + rows, height)))
        band = _plain(band if shown is None else _cut(band, top, shown))
        parts.append(band.reduce((across, down)))
    joined = Image.new(
        parts[0].mode, (parts[0].width, sum(part.height for part in parts))
    )
    for number, part in enumerate(parts):
        joined.paste(part, (0, number * rows // down))
    box = (0, 0, width / across, height / down)
    return joined.resize(size, Resampling.BICUBIC, box)


def _cut(band: Image.Image, top: int, shown: Box) -> Image.Image:
    """Leave only what is inside of a box; around it the band becomes transparent."""
    left, upper, right, lower = shown
    inside = (left, max(upper - top, 0), right, min(lower - top, band.height))
    clear = Image.new("RGBA", band.size)
    if inside[1] < inside[3]:
        clear.paste(band.crop(inside).convert("RGBA"), inside)
    return clear


def _plain(band: Image.Image) -> Image.Image:
    """Convert to a mode that can be resampled."""
    if band.mode.startswith("I;16"):
        # Pillow clips to 255 instead of scaling (13.0: `convert` of 16384 is 255).
        band = band.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in band.info or band.mode in ("LA", "PA"):
        return band.convert("RGBA")
    if band.mode in ("L", "RGB", "RGBX", "RGBA", "CMYK"):
        return band
    return band.convert("L" if band.mode == "1" else "RGB")
