"""What a thumbnail shows, for the tests."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from dropslot.images import Limits
from dropslot.images.check import check
from PIL import Image

Thumbnail = Callable[[str, bytes], Image.Image]
Colour = tuple[int, ...]

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def thumbnail_of(folder: Path, extension: str, content: bytes) -> Image.Image:
    """Check bytes as a file of that extension, and open the thumbnail."""
    path = folder / "staged"
    path.write_bytes(content)
    picture = check(path, extension, Limits(100_000_000, 100))
    return Image.open(io.BytesIO(picture.thumbnail), formats=["WEBP"])


def near(image: Image.Image, at: tuple[int, int], colour: Colour) -> bool:
    """Whether a pixel nearly has a colour, of as many parts."""
    found = image.getpixel(at)
    assert isinstance(found, tuple)
    return len(found) == len(colour) and all(
        abs(is_ - should) < 24 for is_, should in zip(found, colour, strict=True)
    )
