"""Pictures that are pleasant to look at, for the screenshot in the README."""

from __future__ import annotations

import math
import random
from io import BytesIO

from PIL import Image, ImageDraw

_SKIES = (
    ((242, 166, 120), (92, 130, 156)),
    ((250, 226, 196), (94, 148, 168)),
    ((228, 128, 120), (52, 58, 92)),
    ((214, 232, 226), (108, 164, 180)),
)
_RIDGES = 4


def landscape(width: int, height: int, seed: int) -> bytes:
    """Hills under a sky, as a JPEG; the same seed is the same picture."""
    chance = random.Random(seed)
    low, high = _SKIES[seed % len(_SKIES)]
    image = _sky(width, height, low, high)
    draw = ImageDraw.Draw(image)
    radius = min(width, height) * chance.uniform(0.05, 0.09)
    x, y = width * chance.uniform(0.2, 0.8), height * chance.uniform(0.18, 0.36)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill="#fff3da")
    for ridge in range(_RIDGES):
        nearness = (ridge + 1) / _RIDGES
        colour = tuple(round(c * (1 - nearness * 0.78)) for c in high)
        draw.polygon(_ridge(width, height, nearness, chance), fill=colour)
    written = BytesIO()
    image.save(written, "JPEG", quality=88)
    return written.getvalue()


def _sky(
    width: int, height: int, low: tuple[int, ...], high: tuple[int, ...]
) -> Image.Image:
    column = Image.new("RGB", (1, 64))
    for y in range(64):
        colour = [round(a + (b - a) * y / 63) for a, b in zip(high, low, strict=True)]
        column.putpixel((0, y), (colour[0], colour[1], colour[2]))
    return column.resize((width, height), Image.Resampling.BICUBIC)


def _ridge(
    width: int, height: int, nearness: float, chance: random.Random
) -> list[tuple[float, float]]:
    waves = [(chance.uniform(1, 9), chance.uniform(0, 6)) for _ in range(5)]
    top = height * (0.42 + 0.42 * nearness)

    def altitude(x: int) -> float:
        swing = sum(math.sin(x / width * pace + at) for pace, at in waves)
        return top - height * 0.035 * swing

    line = [(float(x), altitude(x)) for x in range(0, width + 8, 8)]
    return [(0.0, float(height)), *line, (float(width), float(height))]
