"""An AVIF is as large as what its decoder makes of it, whatever its boxes say."""

from __future__ import annotations

import struct
import time

import pytest
from avifs import (
    INTER,
    INTRA_ONLY,
    KEY,
    SWITCH,
    avif_of,
    film_frame,
    film_of,
    film_sequence,
    plain,
    saying,
    still_stream,
)
from dropslot.images import Limits
from dropslot.images.scan import Frame, frames
from dropslot.model import BY_EXTENSION, NotAnImage, TooManyPixels
from inspecting import Check
from pictures import animated, encoded, half_clear, photo
from PIL import Image

SMALL, LARGE = (16, 16), (12_000, 12_000)
LONG_GRID = bytes([0, 1, 1, 1]) + struct.pack(">II", *LARGE)
SHORT_GRID = bytes([0, 0, 1, 1]) + struct.pack(">HH", *LARGE)
FILM = film_sequence(SMALL)

LIARS = {
    "a picture": avif_of((b"av01", still_stream(LARGE))),
    "a picture in pieces": avif_of((b"av01", still_stream(LARGE)), pieces=3),
    "its transparency": avif_of(
        (b"av01", still_stream(SMALL)), (b"av01", still_stream(LARGE))
    ),
    "tiles": avif_of((b"grid", SHORT_GRID), (b"av01", still_stream(SMALL))),
    "long tiles": avif_of((b"grid", LONG_GRID), (b"av01", still_stream(SMALL))),
    "a second sequence": avif_of((b"av01", still_stream(SMALL) + still_stream(LARGE))),
    "a frame": avif_of((b"av01", FILM + film_frame(KEY, LARGE))),
    "a frame of a film": film_of(FILM + film_frame(KEY, LARGE)),
    "the last frame of a film": film_of(
        FILM + film_frame(KEY, SMALL),
        film_frame(INTER, SMALL),
        film_frame(INTER, LARGE),
    ),
    "a frame of a long film": film_of(
        *[FILM + film_frame(KEY, SMALL)] * 3, film_frame(KEY, LARGE), is_long=True
    ),
}


def measured(content: bytes) -> Frame:
    (frame,) = frames(content, BY_EXTENSION[".avif"])
    return frame


@pytest.mark.parametrize("kind", LIARS)
def test_what_says_16_and_has_12000_is_refused_at_once(
    checked: Check, kind: str
) -> None:
    began = time.process_time()

    with pytest.raises(TooManyPixels) as refusal:
        checked("a.avif", LIARS[kind])

    assert refusal.value.blanks == {"pixels": "144", "limit": "100"}
    assert time.process_time() - began < 0.1


def test_a_real_picture_is_found_behind_a_box_that_lies(checked: Check) -> None:
    liar = saying(plain(1_200, 1_000), SMALL)

    with pytest.raises(TooManyPixels):
        checked("a.avif", liar, Limits(1_000_000, 1))


@pytest.mark.parametrize("is_resilient", [False, True])
@pytest.mark.parametrize("kind", [KEY, INTER, INTRA_ONLY, SWITCH])
@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({}, id="plain"),
        pytest.param({"order": 1}, id="order"),
        pytest.param({"ids": 1}, id="numbers"),
        pytest.param({"model": 1}, id="timing"),
        pytest.param({"model": 1, "ids": 1, "order": 1}, id="all of it"),
    ],
)
def test_a_frame_has_the_size_that_it_says(
    kind: int, is_resilient: bool, parts: dict[str, int]
) -> None:
    resilient = is_resilient or kind == SWITCH
    frame = film_frame(kind, (777, 555), resilient, **parts)

    found = measured(film_of(film_sequence(SMALL, **parts) + frame))

    assert (found.width_px, found.height_px) == (777, 555)


@pytest.mark.parametrize(
    ("content", "size", "decoded_px"),
    [
        pytest.param(encoded(photo(), "AVIF"), (160, 120), 19_200, id="a photo"),
        pytest.param(
            encoded(half_clear(), "AVIF"), (160, 120), 38_400, id="with transparency"
        ),
        pytest.param(
            encoded(photo(1001, 733), "AVIF", speed=10, tile_cols=1),
            (1001, 733),
            733_733,
            id="odd sides",
        ),
        pytest.param(
            encoded(Image.new("RGB", (1, 1)), "AVIF"), (1, 1), 1, id="one pixel"
        ),
    ],
)
def test_real_pictures_are_as_large_as_they_say(
    content: bytes, size: tuple[int, int], decoded_px: int
) -> None:
    found = measured(content)

    assert (found.width_px, found.height_px) == size
    assert found.decoded_px == decoded_px


def test_tiles_are_no_more_than_their_picture() -> None:
    grid = bytes([0, 0, 4, 4]) + struct.pack(">HH", 80, 80)
    tiles = [(b"av01", still_stream(SMALL))] * 25

    found = measured(avif_of((b"grid", grid), *tiles))

    assert (found.width_px, found.height_px, found.decoded_px) == (80, 80, 6_400)


def test_a_film_is_as_large_as_all_its_frames() -> None:
    found = measured(animated("AVIF", 5))

    assert (found.width_px, found.height_px) == (48, 36)
    assert found.decoded_px >= 5 * 48 * 36


@pytest.mark.parametrize(
    ("content", "variant"),
    [
        pytest.param(
            avif_of(*[(b"av01", still_stream(SMALL))] * 40),
            "too-complex",
            id="forty pictures of one size",
        ),
        pytest.param(
            avif_of((b"av01", b"\x12\0" * 200_000)), "too-complex", id="empty units"
        ),
        pytest.param(film_of(*[b"\x12\0"] * 100_001), "too-complex", id="samples"),
        pytest.param(avif_of((b"av01", b"\x0a\x7f\0")), None, id="unit cut short"),
        pytest.param(avif_of((b"av01", b"\x0a\2\0\0")), None, id="header cut short"),
        pytest.param(avif_of((b"grid", b"\0\0")), None, id="tiles cut short"),
        pytest.param(
            avif_of((b"av01", still_stream(SMALL)))[:-9], "cut-short", id="file cut"
        ),
    ],
)
def test_streams_that_are_no_use_are_refused_at_once(
    content: bytes, variant: str | None
) -> None:
    began = time.process_time()

    with pytest.raises(NotAnImage) as refusal:
        measured(content)

    assert refusal.value.variant == variant
    assert time.process_time() - began < 1
