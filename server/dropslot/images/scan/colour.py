"""What a picture says of its colours where it has no profile."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

SRGB = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, 0.3127, 0.3290)
"""Chromaticities of red, green, blue and white, x and y each (IEC 61966-2-1)."""

SRGB_CURVE, PQ, HLG = "sRGB", "PQ", "HLG"

CHUNKS = frozenset({b"cICP", b"sRGB", b"gAMA", b"cHRM"})
"""The chunks of a PNG that say it (PNG specification, 11.3.2)."""

_D65, _C = SRGB[6:], (0.310, 0.316)

# ITU-T H.273, table 2; the others are as good as sRGB's.
_PRIMARIES = {
    4: (0.67, 0.33, 0.21, 0.71, 0.14, 0.08, *_C),
    5: (0.64, 0.33, 0.29, 0.60, 0.15, 0.06, *_D65),
    6: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *_D65),
    7: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *_D65),
    8: (0.681, 0.319, 0.243, 0.692, 0.145, 0.049, *_C),
    9: (0.708, 0.292, 0.170, 0.797, 0.131, 0.046, *_D65),
    11: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.314, 0.351),
    12: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, *_D65),
    22: (0.630, 0.340, 0.295, 0.605, 0.155, 0.077, *_D65),
}

# ITU-T H.273, table 3.  The curves of television are shown as sRGB's, as in browsers.
_CURVES: dict[int, str | float] = {4: 2.2, 5: 2.8, 8: 1.0, 17: 2.6, 16: PQ, 18: HLG}

# Item and sample properties (ISO/IEC 14496-12, 12.1.5).
_NCLX = re.compile(rb"colrnclx(.{4})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Colour:
    """How the numbers of a picture are meant.

    :param primaries: chromaticities as in `SRGB`.
    :param curve: `SRGB_CURVE`, `PQ`, `HLG`, or the exponent that makes its numbers
        linear.
    """

    primaries: tuple[float, ...] = SRGB
    curve: str | float = SRGB_CURVE


def of_png(chunks: dict[bytes, bytes]) -> Colour | None:
    """What the chunks of a PNG say, the more exact ones first (PNG, 4.3).

    :param chunks: those of `CHUNKS` in front of the pixels, by their kind.
    :return: None when it is sRGB or not said.
    """
    if len(code_points := chunks.get(b"cICP", b"")) == 4:
        return _of_codes(code_points[0], code_points[1])
    if b"sRGB" in chunks:
        return None
    curve: str | float = SRGB_CURVE
    if len(body := chunks.get(b"gAMA", b"")) == 4:
        gamma = int.from_bytes(body) / 100_000
        # What is no gamma at all, and 1/2.2, which nearly is sRGB's curve.
        if 0.1 <= gamma <= 10 and abs(gamma * 2.2 - 1) > 0.02:
            curve = 1 / gamma
    primaries = SRGB
    if len(body := chunks.get(b"cHRM", b"")) == 32:
        white_first = [part / 100_000 for part in struct.unpack(">8I", body)]
        primaries = (*white_first[2:], *white_first[:2])
    return _unless_srgb(Colour(primaries, curve))


def of_avif(meta: bytes) -> Colour | None:
    """What the colour box of an AVIF says.

    :param meta: its meta box; the colours of its other pictures are the same.
    :return: None when it is sRGB or not said.
    """
    found = _NCLX.search(meta)
    return _of_codes(*struct.unpack(">HH", found[1])) if found else None


def _of_codes(primaries: int, transfer: int) -> Colour | None:
    curve = _CURVES.get(transfer, SRGB_CURVE)
    return _unless_srgb(Colour(_PRIMARIES.get(primaries, SRGB), curve))


def _unless_srgb(colour: Colour) -> Colour | None:
    near = all(
        abs(is_ - srgb) < 0.002
        for is_, srgb in zip(colour.primaries, SRGB, strict=True)
    )
    if near and colour.curve == SRGB_CURVE:
        return None
    return Colour(SRGB, colour.curve) if near else colour
