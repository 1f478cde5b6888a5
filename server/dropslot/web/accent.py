"""The operator's accent colour: the shades of it that can be read, as a sheet.

A colour keeps its hue and, as far as the screen can show it, its chroma; its lightness
goes as far as WCAG 2.2 asks for (1.4.3: 4.5 to 1), against the worst of the grounds
that it stands on. Source of the colour space: Ottosson, "A perceptual color space for
image processing" (OKLab).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from math import atan2, cos, hypot, sin

AA = 4.5
"""The contrast that text needs (WCAG 2.2, 1.4.3)."""
# The grounds of frontend/styles/tokens.css that the accent stands on, as text or behind
# it; a test compares them.
LIGHT_GROUNDS = ("#ffffff", "#faf8f5", "#f1ede7")
DARK_GROUNDS = ("#141210", "#181614", "#211e1b", "#2b2723")
_WHITE = "#ffffff"
_STEP = 0.004
# What the shades of our own teal have, in OKLCH; mists and inks are hardly coloured.
_DARK_LIGHTNESS = 0.77
_DEEPER = 0.07
_MIST, _MIST_CHROMA = 0.95, 0.018
_DARK_MIST, _DARK_MIST_CHROMA = 0.31, 0.035
_INK, _INK_CHROMA = 0.24, 0.03


@dataclass(frozen=True, slots=True)
class Shades:
    """An accent in one mode, under the names of ``tokens.css``.

    :param teal: the accent itself, and what is written on its mist.
    :param deep: the same under the pointer.
    :param mist: the ground of what is under the pointer.
    :param on: what is written on the accent.
    """

    teal: str
    deep: str
    mist: str
    on: str


@dataclass(frozen=True, slots=True)
class Accent:
    """All shades of an accent."""

    light: Shades
    dark: Shades


def accent_of(colour: str) -> Accent:
    """The shades of a colour, ``#rrggbb``."""
    lightness, chroma, hue = _to_oklch(colour)
    mist = _shade(_MIST, min(chroma, _MIST_CHROMA), hue)
    light = _first(_darker(lightness, chroma, hue), (*LIGHT_GROUNDS, mist))
    dark_mist = _shade(_DARK_MIST, min(chroma, _DARK_MIST_CHROMA), hue)
    dark = _first(
        _lighter(max(lightness, _DARK_LIGHTNESS), chroma, hue),
        (*DARK_GROUNDS, dark_mist),
    )
    return Accent(
        Shades(light, _nearer(light, -_DEEPER), mist, _WHITE),
        Shades(
            dark,
            _nearer(dark, _DEEPER),
            dark_mist,
            _shade(_INK, min(chroma, _INK_CHROMA), hue),
        ),
    )


def sheet_of(accent: Accent) -> str:
    """The sheet that goes behind the page's own.

    In our own page the visitor's preference decides, in a host's what the host says.
    """
    light, dark = accent.light, accent.dark
    either = Shades(
        *(
            f"light-dark({one},{other})"
            for one, other in zip(astuple(light), astuple(dark), strict=True)
        )
    )
    return (
        f":root,:host{{{_declared(light)}--night-teal:{dark.teal}}}"
        f"@media (prefers-color-scheme:dark){{:root{{{_declared(dark)}}}}}"
        "@supports (color:light-dark(red,red))"
        f"{{:host{{{_declared(either)}}}}}"
    )


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _declared(shades: Shades) -> str:
    return (
        f"--teal:{shades.teal};--teal-deep:{shades.deep};"
        f"--teal-mist:{shades.mist};--on-teal:{shades.on};"
    )


def _first(shades: Iterator[str], grounds: tuple[str, ...]) -> str:
    shade = ""
    for shade in shades:
        if all(contrast(shade, ground) >= AA for ground in grounds):
            break
    return shade


def _darker(lightness: float, chroma: float, hue: float) -> Iterator[str]:
    while lightness > 0:
        yield _shade(lightness, chroma, hue)
        lightness -= _STEP
    yield "#000000"


def _lighter(lightness: float, chroma: float, hue: float) -> Iterator[str]:
    while lightness < 1:
        yield _shade(lightness, chroma, hue)
        lightness += _STEP
    yield _WHITE


def _nearer(colour: str, step: float) -> str:
    lightness, chroma, hue = _to_oklch(colour)
    return _shade(min(1, max(0, lightness + step)), chroma, hue)


def _shade(lightness: float, chroma: float, hue: float) -> str:
    """A colour, with as much of its chroma as a screen of sRGB has."""
    while True:
        channels = _to_linear(lightness, chroma, hue)
        if all(-0.0005 <= one <= 1.0005 for one in channels) or chroma <= 0:
            return "#" + "".join(f"{_to_byte(one):02x}" for one in channels)
        chroma -= _STEP


def _to_linear(lightness: float, chroma: float, hue: float) -> tuple[float, ...]:
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _to_oklch(colour: str) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (
        1 / 3
    )
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    return lightness, hypot(a, b), atan2(b, a)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _decoded(red), _decoded(green), _decoded(blue)


def _decoded(value: float) -> float:
    return float(
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
    )


def _to_byte(value: float) -> int:
    value = min(1, max(0, value))
    encoded = (
        12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    )
    return round(encoded * 255)
