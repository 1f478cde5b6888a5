"""The structure of a JPEG: its end, its profile, and what no decoder needs."""

from __future__ import annotations

import pytest
from crafted import segment, with_segments
from dropslot.images.scan import Frame, frames
from dropslot.model import BY_EXTENSION, NotAnImage, TooManyPixels
from inspecting import Check
from pictures import encoded, jpeg, photo, red_as_green, turned
from PIL import Image
from tails import MOTION

PROFILE = red_as_green()
HALF = len(PROFILE) // 2


def scanned(content: bytes) -> Frame:
    return next(frames(content, BY_EXTENSION[".jpg"]))


def profile_part(number: int, count: int, part: bytes) -> bytes:
    return segment(0xE2, b"ICC_PROFILE\0" + bytes([number, count]) + part)


def exif(orientation: int) -> bytes:
    return segment(0xE1, turned(orientation).tobytes())


def without_jfif(*segments: bytes) -> bytes:
    """A JPEG with other segments in the place of its first one."""
    whole = jpeg()
    return whole[:2] + b"".join(segments) + whole[20:]


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([(1, 1, PROFILE)], id="all in one"),
        pytest.param([(1, 2, PROFILE[:HALF]), (2, 2, PROFILE[HALF:])], id="in order"),
        pytest.param([(2, 2, PROFILE[HALF:]), (1, 2, PROFILE[:HALF])], id="turned"),
    ],
)
def test_a_profile_is_put_together(parts: list[tuple[int, int, bytes]]) -> None:
    whole = with_segments(jpeg(), *(profile_part(*part) for part in parts))

    assert scanned(whole).icc == PROFILE


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([(1, 1, PROFILE[:HALF]), (1, 1, PROFILE[HALF:])], id="all 1 of 1"),
        pytest.param([(1, 2, PROFILE)], id="one missing"),
        pytest.param([(1, 2, PROFILE), (2, 3, b"more")], id="two counts"),
        pytest.param([(0, 1, PROFILE)], id="counted from 0"),
        pytest.param([(1, 1, PROFILE), (2, 1, b"more")], id="more than there are"),
        pytest.param(
            [(1, 3, PROFILE[:HALF]), (3, 3, PROFILE[HALF:]), (3, 3, b"")],
            id="one twice",
        ),
        pytest.param([(1, 1, b"")], id="empty"),
    ],
)
def test_a_profile_whose_parts_are_not_each_there_once_is_ignored(
    checked: Check, parts: list[tuple[int, int, bytes]]
) -> None:
    whole = with_segments(jpeg(), *(profile_part(*part) for part in parts))

    assert scanned(whole).icc is None
    assert checked("a.jpg", whole)


@pytest.mark.parametrize(
    "segments",
    [
        pytest.param([segment(0xE0, b"JFIF\0")], id="JFIF of 5 bytes"),
        pytest.param([segment(0xE0, b"JFIF\0\1\1")], id="JFIF of 7 bytes"),
        pytest.param([segment(0xE0, b"JFIF")], id="JFIF of 4 bytes"),
        pytest.param([segment(0xEE, b"Adobe")], id="Adobe of 5 bytes"),
        pytest.param([segment(0xE1, b"Exif\0\0")], id="EXIF of 6 bytes"),
        pytest.param([segment(0xE2, b"ICC_PROFILE\0")], id="profile of 12 bytes"),
        pytest.param([], id="none at all"),
    ],
)
def test_segments_that_are_too_short_are_left_out(
    checked: Check, segments: list[bytes]
) -> None:
    assert checked("a.jpg", without_jfif(*segments)).width_px == 320


@pytest.mark.parametrize(
    ("segments", "orientation"),
    [
        pytest.param([exif(6)], 6, id="one"),
        pytest.param([exif(6), exif(1)], 6, id="the first of two"),
        pytest.param([exif(1), exif(6)], 1, id="the first, upright"),
        pytest.param(
            [segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\0\0"), exif(6)],
            1,
            id="the first, which says nothing",
        ),
    ],
)
def test_the_first_exif_counts(segments: list[bytes], orientation: int) -> None:
    assert scanned(with_segments(jpeg(), *segments)).orientation == orientation


def test_scans_are_counted() -> None:
    assert scanned(jpeg()).passes == 1
    assert scanned(jpeg(progressive=True)).passes == 10


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("lost_bytes", [200, 400, 1_000, 3_000])
def test_pixels_may_not_be_missing_in_front_of_a_phones_trailer(
    checked: Check, mode: str, lost_bytes: int
) -> None:
    whole = encoded(photo(mode=mode), "JPEG")

    with pytest.raises(NotAnImage) as refusal:
        checked("a.jpg", whole[:-lost_bytes] + MOTION)

    assert refusal.value.variant == "cut-short"


def test_scans_may_not_be_missing_in_front_of_a_phones_trailer(checked: Check) -> None:
    whole = jpeg(progressive=True)

    with pytest.raises(NotAnImage) as refusal:
        checked("a.jpg", whole[: whole.rindex(b"\xff\xda")] + MOTION)

    assert refusal.value.variant == "cut-short"


@pytest.mark.parametrize(
    "trailer",
    [
        pytest.param(b"", id="none"),
        pytest.param(MOTION[:-1], id="cut short"),
        pytest.param(MOTION.replace(b"SEFH", b"SEFX"), id="without a directory"),
        pytest.param(b"maker" * 99, id="of another maker"),
    ],
)
def test_the_end_may_be_missing_only_in_front_of_a_phones_trailer(
    checked: Check, trailer: bytes
) -> None:
    with pytest.raises(NotAnImage):
        checked("a.jpg", jpeg()[:-2] + trailer)


def test_a_picture_that_is_too_large_is_called_so_before_it_is_called_empty(
    checked: Check,
) -> None:
    whole = encoded(Image.new("L", (8, 8)), "JPEG")
    at = whole.index(b"\xff\xc0") + 5
    huge = whole[:at] + b"\xff\xdc\xff\xdc" + whole[at + 4 :]

    with pytest.raises(TooManyPixels):
        checked("a.jpg", huge)
