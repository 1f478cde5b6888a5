"""The colours of a small picture as a browser shows them: in sRGB."""

from __future__ import annotations

import io
import math
from functools import cache, lru_cache

from PIL import Image, ImageCms, ImageFilter

from .primaries import Vector, times, to_linear_srgb
from .profile import usable
from .scan import Colour
from .scan.colour import HLG, PQ, SRGB

_STEPS, _HDR_STEPS = 17, 33
"""Steps of each colour in a table of colours, where the curves of HDR need more: the
36,000 colours take 0.15 s to work out, once for each of the few kinds of HDR."""

# ITU-R BT.2408, 5.1: what is white on paper; and as bright as most of HDR gets.
_WHITE_NITS = 203
_PEAK_NITS = 1_000


def in_srgb(
    image: Image.Image, icc: bytes | None, colour: Colour | None
) -> Image.Image:
    """Convert to sRGB; whatever fails, its numbers are taken for sRGB.

    :param image: a small one, since all of it is held twice.
    :param icc: its profile; one that could take long or is of no use is ignored.
    :param colour: how its numbers are meant, where it has no profile.
    :return: of mode RGB, or RGBA where it has transparency.
    """
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if image.mode == "RGBX":
        image = image.convert("RGB")
    try:
        if icc and (profile := usable(icc, image.mode)):
            return _by_profile(image, profile, mode)
        if colour and image.mode != "CMYK":
            return _by_colour(image.convert(mode), colour)
    except Exception:
        # A thumbnail in odd colours is better than a picture that is refused.
        return image.convert(mode)
    return image.convert(mode)


def _by_profile(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    converted = ImageCms.profileToProfile(
        image,
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        _srgb(),
        outputMode=mode,
        # A table of an ink profile's colours has 20,000 entries instead of 80,000.
        flags=ImageCms.Flags.LOWRESPRECALC,
    )
    return converted or image.convert(mode)


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _by_colour(image: Image.Image, colour: Colour) -> Image.Image:
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    rgb = image.convert("RGB")
    if isinstance(colour.curve, float):
        rgb = rgb.point(_curve(colour.curve) * 3)
    if colour.primaries != SRGB or colour.curve in (PQ, HLG):
        rgb = rgb.filter(_table(colour))
    if alpha:
        rgb.putalpha(alpha)
    return rgb


def _curve(exponent: float) -> list[int]:
    """For each of 256 numbers that of sRGB's curve."""
    return [round(255 * _encoded((value / 255) ** exponent)) for value in range(256)]


@lru_cache(maxsize=16)
def _table(colour: Colour) -> ImageFilter.Color3DLUT:
    """A table from the primaries of a picture, and HDR's curves, to sRGB."""
    matrix = to_linear_srgb(colour.primaries)
    linear = {PQ: _from_pq, HLG: _from_hlg}.get(str(colour.curve), _from_srgb)

    def converted(red: float, green: float, blue: float) -> Vector:
        r, g, b = (_encoded(part) for part in times(matrix, linear(red, green, blue)))
        return r, g, b

    steps = _HDR_STEPS if colour.curve in (PQ, HLG) else _STEPS
    return ImageFilter.Color3DLUT.generate(steps, converted)


def _from_srgb(*rgb: float) -> Vector:
    r, g, b = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in rgb
    )
    return r, g, b


def _encoded(linear: float) -> float:
    """On sRGB's curve (IEC 61966-2-1)."""
    linear = min(max(linear, 0.0), 1.0)
    if linear <= 0.0031308:
        return 12.92 * linear
    return float(1.055 * linear ** (1 / 2.4) - 0.055)


def _from_pq(*rgb: float) -> Vector:
    """ITU-R BT.2100, table 4; 1 is white on paper."""
    m1, m2 = 2610 / 16384, 2523 / 4096 * 128
    c1, c2, c3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
    powers = [part ** (1 / m2) for part in rgb]
    r, g, b = (
        10_000 / _WHITE_NITS * (max(part - c1, 0) / (c2 - c3 * part)) ** (1 / m1)
        for part in powers
    )
    return _dimmed(r, g, b)


def _from_hlg(*rgb: float) -> Vector:
    """ITU-R BT.2100, table 5, on a display of `_PEAK_NITS`."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = [
        part**2 / 3 if part <= 0.5 else (math.exp((part - c) / a) + b) / 12
        for part in rgb
    ]
    brightness = 0.2627 * scene[0] + 0.6780 * scene[1] + 0.0593 * scene[2]
    gain = _PEAK_NITS / _WHITE_NITS * brightness**0.2
    return _dimmed(*(gain * part for part in scene))


def _dimmed(red: float, green: float, blue: float) -> Vector:
    """Bring what is brighter than paper into the range of a plain screen.

    By Reinhard's extended curve on the brightest of the three, which keeps hues, and is
    what browsers do on such a screen.
    """
    brightest = max(red, green, blue)
    peak = _PEAK_NITS / _WHITE_NITS
    gain = (1 + brightest / peak**2) / (1 + brightest)
    return gain * red, gain * green, gain * blue
