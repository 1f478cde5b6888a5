"""A thumbnail shows the picture: whole, upright, and clear where it is clear."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pictures import (
    encoded,
    half_clear,
    jpeg,
    png,
    turned,
)
from PIL import Image
from thumbnails import BLUE, RED, Thumbnail, near, thumbnail_of


@pytest.fixture
def thumbnail(tmp_path: Path) -> Thumbnail:
    """Checks bytes as a file of that extension, and opens the thumbnail."""
    return partial(thumbnail_of, tmp_path)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        pytest.param((1600, 1200), (400, 300), id="landscape"),
        pytest.param((900, 1350), (267, 400), id="portrait"),
        pytest.param((4000, 10), (400, 1), id="a line"),
        pytest.param((3, 2000), (1, 400), id="a column"),
        pytest.param((401, 401), (400, 400), id="just larger"),
        pytest.param((120, 90), (120, 90), id="smaller stays as it is"),
    ],
)
@pytest.mark.parametrize(("extension", "make"), [(".jpg", jpeg), (".png", png)])
def test_it_fits_in_a_square(
    thumbnail: Thumbnail,
    extension: str,
    make: Callable[..., bytes],
    size: tuple[int, int],
    expected: tuple[int, int],
) -> None:
    assert thumbnail(extension, make(*size)).size == expected


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [
        pytest.param(1, "top left", id="as it is"),
        pytest.param(2, "top right", id="mirrored"),
        pytest.param(3, "bottom right", id="upside down"),
        pytest.param(4, "bottom left", id="upside down and mirrored"),
        pytest.param(5, "top left", id="on its side and mirrored"),
        pytest.param(6, "top right", id="turned left"),
        pytest.param(7, "bottom right", id="on its other side and mirrored"),
        pytest.param(8, "bottom left", id="turned right"),
    ],
)
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "AVIF"])
def test_it_is_upright(
    thumbnail: Thumbnail, format_: str, orientation: int, corner: str
) -> None:
    image = Image.new("RGB", (60, 40), "blue")
    image.paste("red", (0, 0, 30, 20))
    extension = ".jpg" if format_ == "JPEG" else f".{format_.lower()}"

    small = thumbnail(extension, encoded(image, format_, exif=turned(orientation)))

    assert small.size == ((60, 40) if orientation < 5 else (40, 60))
    x = small.width - 9 if "right" in corner else 8
    y = small.height - 9 if "bottom" in corner else 8
    assert near(small, (x, y), RED)
    assert near(small, (small.width - 1 - x, small.height - 1 - y), BLUE)


@pytest.mark.parametrize("extension", [".png", ".gif", ".webp", ".avif"])
def test_what_is_clear_stays_clear(thumbnail: Thumbnail, extension: str) -> None:
    small = thumbnail(extension, encoded(half_clear(), extension[1:].upper()))

    assert small.mode == "RGBA"
    assert near(small, (120, 60), (*RED, 255))
    assert small.getpixel((20, 60))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("mode", "options"),
    [
        pytest.param("LA", {}, id="grey with alpha"),
        pytest.param("P", {"transparency": 0}, id="one clear colour"),
        pytest.param("P", {"transparency": b"\0\xff"}, id="an alpha for each colour"),
        pytest.param("L", {"transparency": 0}, id="one clear grey"),
        pytest.param("1", {"transparency": 0}, id="clear instead of black"),
        pytest.param("RGB", {"transparency": (0, 0, 0)}, id="clear black"),
    ],
)
def test_each_way_of_being_clear_is_understood(
    thumbnail: Thumbnail, mode: str, options: dict[str, object]
) -> None:
    image = Image.new("LA" if mode == "LA" else "L", (40, 40))
    image.paste((255, 255) if mode == "LA" else 255, (20, 0, 40, 40))
    if mode != "LA":
        image = image.convert(mode)
    if mode == "P":
        image = image.remap_palette([0, 255])

    small = thumbnail(".png", encoded(image, "PNG", **options))

    assert small.getpixel((5, 20))[3] == 0  # type: ignore[index]
    assert near(small, (35, 20), (255, 255, 255, 255))


def test_the_first_frame_is_shown_on_its_canvas(thumbnail: Thumbnail) -> None:
    blank, dotted = (Image.new("RGBA", (80, 60)) for _ in range(2))
    dotted.paste("red", (50, 30, 70, 50))
    dot = encoded(dotted, "GIF", save_all=True, append_images=[blank], disposal=2)

    small = thumbnail(".gif", dot)

    assert small.size == (80, 60)
    assert near(small, (60, 40), (*RED, 255))
    assert small.getpixel((5, 5))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("place", [(0, 0), (20, 10), (39, 29)])
def test_around_the_first_frame_of_a_gif_it_is_clear(
    thumbnail: Thumbnail, place: tuple[int, int]
) -> None:
    whole = encoded(Image.new("RGB", (1, 1), "red"), "GIF")
    screen = struct.pack("<HH", 40, 30)
    at = whole.index(b",", 13 + (3 << (whole[10] & 7) + 1))
    placed = whole[: at + 1] + struct.pack("<HH", *place) + whole[at + 5 :]

    small = thumbnail(".gif", placed[:6] + screen + placed[10:])

    assert small.size == (40, 30)
    assert near(small, place, (*RED, 255))
    clear = sum(alpha == 0 for alpha in small.getchannel("A").tobytes())
    assert clear == 40 * 30 - 1
