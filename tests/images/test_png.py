"""The chunks of a PNG: which may be damaged, and which of them count."""

from __future__ import annotations

import pytest
from crafted import chunk, with_chunks
from dropslot.images.scan import Frame, frames
from dropslot.model import BY_EXTENSION
from inspecting import Check
from pictures import encoded, photo, png, red_as_green, turned

TIFF = turned(6).tobytes()[6:]
PROFILED = png(icc_profile=red_as_green())


def scanned(content: bytes) -> Frame:
    return next(frames(content, BY_EXTENSION[".png"]))


def damaged(one: bytes) -> bytes:
    """A chunk with a wrong checksum."""
    return one[:-1] + bytes([one[-1] ^ 1])


def behind_pixels(whole: bytes, *chunks: bytes) -> bytes:
    return whole[:-12] + b"".join(chunks) + whole[-12:]


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(chunk(b"tEXt", b"Title\0secret"), id="text"),
        pytest.param(chunk(b"pHYs", bytes(9)), id="size on paper"),
        pytest.param(chunk(b"eXIf", TIFF), id="EXIF"),
        pytest.param(chunk(b"prVt", b"secret"), id="private"),
        pytest.param(chunk(b"gAMA", (100_000).to_bytes(4)), id="gamma"),
        pytest.param(chunk(b"cICP", b"\x0c\x10\0\1"), id="code points"),
    ],
)
def test_a_wrong_checksum_beside_the_pixels_costs_only_its_chunk(
    checked: Check, one: bytes
) -> None:
    whole = png()
    marred = with_chunks(whole, damaged(one))

    assert _handed(marred) == _handed(whole)
    assert scanned(marred).orientation == 1
    assert scanned(marred).colour is None
    assert checked("a.png", marred).width_px == 160


def test_a_profile_with_a_wrong_checksum_is_ignored(checked: Check) -> None:
    at = PROFILED.index(b"iCCP") - 4
    end = at + 12 + int.from_bytes(PROFILED[at : at + 4])
    marred = PROFILED[:at] + damaged(PROFILED[at:end]) + PROFILED[end:]

    assert scanned(PROFILED).icc
    assert scanned(marred).icc is None
    assert checked("a.png", marred)


@pytest.mark.parametrize(
    ("whole", "orientation"),
    [
        pytest.param(with_chunks(png(), chunk(b"eXIf", TIFF)), 6, id="in front"),
        pytest.param(behind_pixels(png(), chunk(b"eXIf", TIFF)), 1, id="behind"),
        pytest.param(
            with_chunks(
                png(), chunk(b"eXIf", turned(3).tobytes()[6:]), chunk(b"eXIf", TIFF)
            ),
            3,
            id="the first of two",
        ),
        pytest.param(
            with_chunks(png(), chunk(b"eXIf", b"Exif\0\0" + TIFF)), 1, id="as in JPEG"
        ),
    ],
)
def test_exif_counts_in_front_of_the_pixels(whole: bytes, orientation: int) -> None:
    assert scanned(whole).orientation == orientation


def test_nothing_behind_the_pixels_is_handed_over() -> None:
    clear = chunk(b"tRNS", bytes(6))
    still = behind_pixels(png(), clear, chunk(b"PLTE", b"abc"))

    assert _handed(still) == _handed(png())


def test_a_palette_that_is_only_suggested_passes(checked: Check) -> None:
    assert checked("a.png", with_chunks(png(), chunk(b"PLTE", b"abcdef")))
    grey = encoded(photo(mode="L"), "PNG")
    assert checked("a.png", with_chunks(grey, chunk(b"PLTE", b"abcdef")))


def _handed(content: bytes) -> bytes:
    return scanned(content).open(content).read()
