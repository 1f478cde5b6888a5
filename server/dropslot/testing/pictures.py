"""Pictures made in memory: good ones, and one that must be refused."""

from __future__ import annotations

import random
from functools import cache
from io import BytesIO

from PIL import Image

from dropslot.model import FORMATS

# As small as a photo, seen from far away; enlarged to what is asked for.
_COARSE_PX = 16


@cache
def picture(
    width_px: int = 320, height_px: int = 240, format: str = "jpeg", seed: int = 0
) -> bytes:
    """A picture as a file: clouds of colour. The same arguments give the same bytes.

    :param format: ``jpeg``, ``png``, ``gif``, ``webp`` or ``avif``.
    :param seed: another one gives other clouds.
    :raises ValueError: there is no such format, or a side has no pixel.
    """
    names = {one.name.lower(): one.name for one in FORMATS}
    if format.lower() not in names:
        raise ValueError(f"{format!r} is none of {', '.join(names)}.")
    if width_px < 1 or height_px < 1:
        raise ValueError(f"A picture of {width_px} x {height_px} pixels is none.")
    chance = random.Random(seed)  # noqa: S311 - colours
    colours = chance.randbytes(3 * _COARSE_PX * _COARSE_PX)
    coarse = Image.frombytes("RGB", (_COARSE_PX, _COARSE_PX), colours)
    clouds = coarse.resize((width_px, height_px), Image.Resampling.BICUBIC)
    written = BytesIO()
    clouds.save(written, names[format.lower()])
    return written.getvalue()


def broken_picture(
    width_px: int = 320, height_px: int = 240, format: str = "jpeg", seed: int = 0
) -> bytes:
    """The same, cut short, as a connection that broke leaves it: it begins as a picture
    does, and is refused with 400 ``invalid-image``."""
    whole = picture(width_px, height_px, format, seed)
    return whole[: len(whole) * 2 // 3]
