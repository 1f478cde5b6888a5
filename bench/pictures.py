"""Pictures to measure with, made anew for each run and always the same.

They have what photos have: shapes of every size, and grain.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

# Each size of shapes covers so much of the next smaller one: thumbnails of 8 KB.
_COVER = 0.3
_FINEST_PX = 2
# How much of a picture is grain: 12 megapixels are 3 MB at quality 90.
_GRAIN = 0.1


@dataclass(frozen=True, slots=True)
class Picture:
    """A file to upload or to check.

    :param name: what the tables call it.
    """

    name: str
    path: Path

    @property
    def size_bytes(self) -> int:
        """The size of the file."""
        return self.path.stat().st_size


class Pictures:
    """Makes pictures in a folder, each when it is first asked for.

    :param folder: where; it is not emptied.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def small_jpeg(self) -> Picture:
        """About 87 KB: a picture of a messenger."""
        return self._made("87 KB JPEG", "small.jpg", (800, 600), quality=81)

    def jpeg(self) -> Picture:
        """12 megapixels, 3 MB: a photo of a phone."""
        return self._made("12 MP JPEG", "phone.jpg", (4000, 3000), quality=90)

    def progressive_jpeg(self) -> Picture:
        """The same, as web pages like it."""
        return self._made(
            "12 MP progressive JPEG",
            "progressive.jpg",
            (4000, 3000),
            quality=90,
            progressive=True,
        )

    def large_jpeg(self) -> Picture:
        """24 megapixels, 6 MB: a photo of a camera."""
        return self._made("24 MP JPEG", "camera.jpg", (6000, 4000), quality=90)

    def png(self) -> Picture:
        """4 megapixels, as a screenshot of a photo."""
        return self._made("4 MP PNG", "4mp.png", (2400, 1680), compress_level=6)

    def webp(self) -> Picture:
        """4 megapixels."""
        return self._made("4 MP WebP", "4mp.webp", (2400, 1680), quality=80, method=2)

    def avif(self) -> Picture:
        """4 megapixels."""
        return self._made("4 MP AVIF", "4mp.avif", (2400, 1680), quality=75, speed=9)

    def gif(self) -> Picture:
        """50 frames of 640 x 480."""
        path = self._folder / "50.gif"
        if not path.exists():
            still = _photo(640, 480).quantize(64)
            # Each frame is the one before, moved on, so that all of it changes.
            frames = [ImageChops.offset(still, 9 * n, 5 * n) for n in range(50)]
            for frame in frames:
                frame.putpalette(still.getpalette() or [])
            frames[0].save(path, save_all=True, append_images=frames[1:])
        return Picture("50-frame GIF", path)

    def largest_png(self) -> Picture:
        """Just under the limit: a scan that was saved without loss."""
        path = self._folder / "scan.png"
        if not path.exists():
            _photo(5600, 4250, grain=0.3).save(path, compress_level=1)
        return Picture("63 MB PNG", path)

    def largest_jpeg(self) -> Picture:
        """Just under the limit: 45 megapixels of a studio camera."""
        path = self._folder / "studio.jpg"
        if not path.exists():
            _photo(8000, 5600, grain=0.3).save(path, quality=94, subsampling=0)
        return Picture("63 MB JPEG", path)

    def _made(
        self, name: str, filename: str, size: tuple[int, int], **options: Any
    ) -> Picture:
        path = self._folder / filename
        if not path.exists():
            _photo(*size).save(path, **options)
        return Picture(name, path)


def _photo(width_px: int, height_px: int, grain: float = _GRAIN) -> Image.Image:
    source = random.Random(width_px)
    bands = [_shapes(source, width_px, height_px) for _ in range(3)]
    noise = source.randbytes(3 * width_px * height_px)
    return Image.blend(
        Image.merge("YCbCr", bands).convert("RGB"),
        Image.frombytes("RGB", (width_px, height_px), noise),
        grain,
    )


def _shapes(source: random.Random, width_px: int, height_px: int) -> Image.Image:
    band: Image.Image | None = None
    side_px = _FINEST_PX
    while side_px < width_px / 2:
        size = (max(2, width_px // side_px), max(2, height_px // side_px))
        shapes = Image.frombytes("L", size, source.randbytes(size[0] * size[1]))
        layer = shapes.resize((width_px, height_px), Image.Resampling.BILINEAR)
        band = Image.blend(band, layer, _COVER) if band else layer
        side_px *= 2
    assert band
    return band
