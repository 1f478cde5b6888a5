"""A thumbnail has the colours that a browser shows."""

from __future__ import annotations

import struct
import time
from functools import partial
from pathlib import Path

import pytest
from crafted import chunk, deflated, png_of, with_chunks
from pictures import (
    VALID,
    encoded,
    half_clear,
    meant_as,
    profile_of_elements,
    red_as_green,
)
from PIL import Image
from thumbnails import GREEN, RED, Colour, Thumbnail, near, thumbnail_of

# Chromaticities of Display P3's green and blue, as PNG has them.
_P3 = (26_500, 69_000, 15_000, 6_000)


@pytest.fixture
def thumbnail(tmp_path: Path) -> Thumbnail:
    """Checks bytes as a file of that extension, and opens the thumbnail."""
    return partial(thumbnail_of, tmp_path)


def test_16_bits_of_grey_are_not_all_white(thumbnail: Thumbnail) -> None:
    small = thumbnail(".png", VALID["16-bit PNG"][1]())

    assert near(small, (0, 25), (0, 0, 0))
    assert near(small, (100, 25), (117, 117, 117))
    assert near(small, (199, 25), (233, 233, 233))


def test_16_bits_of_colour_are_seen(thumbnail: Thumbnail) -> None:
    row = b"\0" + b"\xff\xff\0\0\0\0" * 8

    small = thumbnail(".png", png_of((8, 8, 16, 2), deflated([row] * 8)))

    assert near(small, (4, 4), RED)


def test_printing_colours_become_screen_colours(thumbnail: Thumbnail) -> None:
    cyan = Image.new("CMYK", (40, 40), (255, 0, 0, 0))

    small = thumbnail(".jpg", encoded(cyan, "JPEG"))

    assert near(small, (20, 20), (0, 255, 255))


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_colour_profile_is_applied(thumbnail: Thumbnail, format_: str) -> None:
    image = Image.new("RGB", (40, 40), "red")
    extension = ".jpg" if format_ == "JPEG" else f".{format_.lower()}"

    small = thumbnail(extension, encoded(image, format_, icc_profile=red_as_green()))

    assert near(small, (20, 20), GREEN)


def test_a_useless_profile_is_left_out(thumbnail: Thumbnail) -> None:
    red = encoded(Image.new("RGB", (40, 40), "red"), "JPEG", icc_profile=b"useless")

    assert near(thumbnail(".jpg", red), (20, 20), RED)


def test_a_profile_for_another_kind_of_picture_is_left_out(
    thumbnail: Thumbnail,
) -> None:
    grey = Image.new("L", (40, 40), 128)

    small = thumbnail(".jpg", encoded(grey, "JPEG", icc_profile=red_as_green()))

    assert near(small, (20, 20), (128, 128, 128))


@pytest.mark.parametrize("format_", ["GIF", "PNG", "WEBP"])
@pytest.mark.parametrize("side", [8, 64])
def test_small_pictures_keep_every_pixel(
    thumbnail: Thumbnail, format_: str, side: int
) -> None:
    colours = [(x * 36 % 256, y * 70 % 256, 60) for y in range(8) for x in range(8)]
    art = Image.new("RGB", (8, 8))
    art.putdata(colours)
    art = art.resize((side, side), Image.Resampling.NEAREST)
    lossless = {"lossless": True} if format_ == "WEBP" else {}

    small = thumbnail(f".{format_.lower()}", encoded(art, format_, **lossless))

    assert small.convert("RGB").tobytes() == art.tobytes()


@pytest.mark.parametrize(
    ("primaries", "transfer", "given", "expected"),
    [
        pytest.param(1, 13, 148, 148, id="sRGB"),
        pytest.param(2, 2, 148, 148, id="nothing is said"),
        pytest.param(9, 16, 148, 187, id="PQ, white on paper"),
        pytest.param(9, 16, 130, 156, id="PQ, half as bright"),
        pytest.param(9, 16, 192, 255, id="PQ, as bright as most of it gets"),
        pytest.param(12, 16, 148, 187, id="PQ in Display P3"),
        pytest.param(9, 18, 191, 187, id="HLG, white on paper"),
        pytest.param(9, 18, 255, 255, id="HLG, as bright as it gets"),
        pytest.param(1, 8, 128, 188, id="linear"),
    ],
)
@pytest.mark.parametrize("extension", [".avif", ".png"])
def test_wide_and_bright_greys_are_brought_to_the_screen(
    thumbnail: Thumbnail,
    extension: str,
    primaries: int,
    transfer: int,
    given: int,
    expected: int,
) -> None:
    grey = Image.new("RGB", (80, 80), (given,) * 3)
    if extension == ".avif":
        content = meant_as(encoded(grey, "AVIF", quality=95), primaries, transfer)
    else:
        code_points = bytes([primaries, transfer, 0, 1])
        content = with_chunks(encoded(grey, "PNG"), chunk(b"cICP", code_points))

    found = thumbnail(extension, content).getpixel((40, 40))

    assert isinstance(found, tuple)
    assert all(abs(part - expected) <= 6 for part in found)


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        pytest.param(chunk(b"cICP", b"\x0c\x0d\0\1"), (208, 0, 0), id="cICP: P3"),
        pytest.param(
            chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 68000, 32000, *_P3)),
            (208, 0, 0),
            id="cHRM: P3",
        ),
        pytest.param(
            chunk(b"gAMA", struct.pack(">I", 100_000)), (229, 79, 79), id="gAMA 1.0"
        ),
        pytest.param(
            chunk(b"gAMA", struct.pack(">I", 45_455)), (200, 20, 20), id="gAMA 1/2.2"
        ),
        pytest.param(
            chunk(b"sRGB", b"\0") + chunk(b"gAMA", struct.pack(">I", 100_000)),
            (200, 20, 20),
            id="sRGB outdoes gAMA",
        ),
        pytest.param(chunk(b"gAMA", bytes(4)), (200, 20, 20), id="a gamma of 0"),
        pytest.param(chunk(b"cHRM", bytes(32)), (200, 20, 20), id="no chromaticities"),
        pytest.param(chunk(b"cICP", b"\x0c"), (200, 20, 20), id="cICP cut short"),
    ],
)
def test_what_a_png_says_of_its_colours_is_applied(
    thumbnail: Thumbnail, chunks: bytes, expected: Colour
) -> None:
    red = encoded(Image.new("RGB", (80, 80), (200, 20, 20)), "PNG")

    found = thumbnail(".png", with_chunks(red, chunks)).getpixel((40, 40))

    assert isinstance(found, tuple)
    assert all(abs(a - b) <= 12 for a, b in zip(found, expected, strict=True))


def test_colours_are_applied_beside_transparency(thumbnail: Thumbnail) -> None:
    linear = chunk(b"gAMA", struct.pack(">I", 100_000))
    clear = with_chunks(encoded(half_clear("gray"), "PNG"), linear)

    small = thumbnail(".png", clear)

    assert near(small, (120, 60), (188, 188, 188, 255))
    assert small.getpixel((20, 60))[3] == 0  # type: ignore[index]


def test_a_profile_that_never_ends_takes_no_time(thumbnail: Thumbnail) -> None:
    endless = profile_of_elements(100_000)
    red = encoded(Image.new("RGB", (1, 1), "red"), "PNG", icc_profile=endless)
    began = time.process_time()

    small = thumbnail(".png", red)

    assert time.process_time() - began < 1
    assert near(small, (0, 0), RED)


def test_a_profile_is_applied_without_what_is_not_needed(
    thumbnail: Thumbnail,
) -> None:
    profile = red_as_green() + bytes(1_000_000)
    red = encoded(Image.new("RGB", (40, 40), "red"), "PNG", icc_profile=profile)

    assert near(thumbnail(".png", red), (20, 20), GREEN)
