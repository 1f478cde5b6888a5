"""A small WebP of a picture, the right way up and in the colours of a browser."""

from __future__ import annotations

import io

from PIL import Image, ImageCms
from PIL.Image import Resampling, Transpose
from PIL.ImageFile import ImageFile

SIDE_PX = 400
"""The longest side of a thumbnail; smaller pictures stay as they are."""

QUALITY = 75
METHOD = 0
"""Encoding takes 3 ms and 9 KB so; method 4, Pillow's default, 12.5 ms and 8 KB."""

ON_THE_SIDE = frozenset({5, 6, 7, 8})
"""EXIF orientations whose width is displayed as height."""

_GAP = 2
"""How much larger than the thumbnail the fast reduction leaves the picture; from there
on it is resampled well (Pillow docs, ``Image.thumbnail``, ``reducing_gap``)."""

_BAND_PX = 2_000_000
"""Pixels that are converted at a time, so that 100 megapixels need no second copy."""

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


def make(image: ImageFile, orientation: int, icc: bytes | None) -> bytes:
    """Decode a picture to its end and make its thumbnail, in one pass.

    :param image: as opened, not loaded; a JPEG is left loaded at a fraction of its
        size, which finds the same damage and takes a third of the memory.
    :param orientation: EXIF orientation, 1 to 8.
    :param icc: its colour profile; one that is of no use is ignored.
    :return: WebP of at most `SIDE_PX` a side, with transparency where there is any.
    """
    size = _fitted(*image.size)
    # At the very size: that finds the same damage as twice the size, in two thirds of
    # the time, and what the decoder itself shrinks is shrunk well.
    image.draft(None, size)
    image.load()
    small = _in_srgb(_shrunk(image, size), icc)
    if orientation in _TURNS:
        small = small.transpose(_TURNS[orientation])
    written = io.BytesIO()
    small.save(written, "WEBP", quality=QUALITY, method=METHOD)
    return written.getvalue()


def _fitted(width_px: int, height_px: int) -> tuple[int, int]:
    longest_px = max(width_px, height_px, SIDE_PX)
    return (
        max(1, round(width_px * SIDE_PX / longest_px)),
        max(1, round(height_px * SIDE_PX / longest_px)),
    )


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    width, height = image.size
    factor = min(
        width // (_GAP * size[0]), height // (_GAP * size[1]), _BAND_PX // width
    )
    factor = max(1, factor)
    rows = max(1, _BAND_PX // width // factor) * factor
    bands = [
        _plain(image.crop((0, top, width, min(top + rows, height)))).reduce(factor)
        for top in range(0, height, rows)
    ]
    joined = Image.new(
        bands[0].mode, (bands[0].width, sum(band.height for band in bands))
    )
    top = 0
    for band in bands:
        joined.paste(band, (0, top))
        top += band.height
    box = (0, 0, width / factor, height / factor)
    return joined.resize(size, Resampling.BICUBIC, box)


def _plain(band: Image.Image) -> Image.Image:
    """Convert to a mode that can be resampled."""
    if band.mode.startswith("I;16"):
        # Pillow clips to 255 instead of scaling (13.0: `convert` of 16384 is 255).
        band = band.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in band.info or band.mode in ("LA", "PA"):
        return band.convert("RGBA")
    if band.mode in ("L", "RGB", "RGBA", "CMYK"):
        return band
    return band.convert("L" if band.mode == "1" else "RGB")


def _in_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if icc:
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, profile, srgb, outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            # Damaged, or for another kind of picture: then its numbers are sRGB.
            return image.convert(mode)
        if converted is not None:
            return converted
    return image.convert(mode)
