"""A picture is kept only if all of it decodes, within the limits."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest
from bombs import BOMBS
from dropslot.images import Limits
from dropslot.images.check import check
from dropslot.model import (
    NotAnImage,
    TooManyFrames,
    TooManyPixels,
    UploadError,
)
from hostile import BROKEN
from inspecting import LIMITS, Check
from pictures import ENDS_EARLIER, VALID, animated, jpeg, png

BOMB_SECONDS = 2
BOMB_BYTES = 256 * 1024**2


@pytest.mark.parametrize("kind", VALID)
def test_every_kind_of_picture_passes(checked: Check, kind: str) -> None:
    filename, make = VALID[kind]

    picture = checked(filename, make())

    assert Path(filename).suffix in picture.format.extensions
    assert picture.width_px
    assert picture.height_px
    assert picture.thumbnail.startswith(b"RIFF")
    assert pickle.loads(pickle.dumps(picture)) == picture


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_no_whole_picture_is_refused(checked: Check, kind: str) -> None:
    filename, make, key = BROKEN[kind]

    with pytest.raises(UploadError) as refusal:
        checked(filename, make())

    assert refusal.value.key == key
    assert pickle.loads(pickle.dumps(refusal.value)).key == key


@pytest.mark.parametrize("kind", [kind for kind in VALID if kind not in ENDS_EARLIER])
def test_a_picture_cut_short_anywhere_is_refused(checked: Check, kind: str) -> None:
    filename, make = VALID[kind]
    whole = make()
    # A GIF may lack its trailer and the empty block in front of it.
    least = 3 if filename.endswith(".gif") else 1
    last = len(whole) - least
    cuts = {last, last - 1, *range(1, last, len(whole) // 12)}

    for length_bytes in cuts:
        with pytest.raises(NotAnImage):
            checked(filename, whole[:length_bytes])


@pytest.mark.parametrize("kind", [kind for kind in VALID if kind.startswith("one ")])
def test_a_small_picture_is_refused_at_every_length(checked: Check, kind: str) -> None:
    filename, make = VALID[kind]
    whole = make()
    harmless = 2 if filename.endswith(".gif") else 0

    for length_bytes in range(len(whole) - harmless):
        with pytest.raises(NotAnImage):
            checked(filename, whole[:length_bytes])


def test_what_is_cut_short_is_called_so(checked: Check) -> None:
    assert _key(checked, "a.jpg", jpeg()[:-1]) == "error.invalid-image.cut-short"


@pytest.mark.parametrize("kind", ["RGB PNG", "interlaced PNG", "animated PNG"])
def test_any_changed_byte_of_a_png_is_found(checked: Check, kind: str) -> None:
    filename, make = VALID[kind]
    whole = make()

    for at in range(0, len(whole), max(1, len(whole) // 150)):
        changed = whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :]
        with pytest.raises(NotAnImage):
            checked(filename, changed)


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_costs_little(checked: Check, kind: str) -> None:
    filename, make, key = BOMBS[kind]
    content = make()
    before = _peak_bytes(reset=True)
    began = time.process_time()

    assert _key(checked, filename, content) == key
    assert time.process_time() - began < BOMB_SECONDS
    assert _peak_bytes() - before < BOMB_BYTES


@pytest.mark.parametrize(
    ("max_pixels", "blanks"),
    [
        pytest.param(10_000, {"pixels": "0.02", "limit": "0.01"}, id="twice"),
        pytest.param(19_199, {"pixels": "0.019200", "limit": "0.019199"}, id="just"),
    ],
)
def test_too_many_pixels_are_told_apart_from_the_limit(
    checked: Check, max_pixels: int, blanks: dict[str, str]
) -> None:
    with pytest.raises(TooManyPixels) as refusal:
        checked("a.png", png(160, 120), Limits(max_pixels, 1))

    assert refusal.value.blanks == blanks


@pytest.mark.parametrize(
    ("width", "blanks"),
    [
        pytest.param(14_400, {"pixels": "144", "limit": "100"}, id="whole numbers"),
        pytest.param(10_040, {"pixels": "100.4", "limit": "100"}, id="a little more"),
    ],
)
def test_megapixels_are_round_where_they_can_be(
    checked: Check, width: int, blanks: dict[str, str]
) -> None:
    with pytest.raises(TooManyPixels) as refusal:
        checked("a.jpg", _claiming(width, 10_000))

    assert refusal.value.blanks == blanks


@pytest.mark.parametrize("extension", ["gif", "png", "webp", "avif"])
def test_an_animation_may_have_as_many_frames_as_the_limit(
    checked: Check, extension: str
) -> None:
    animation = animated(extension.upper(), frames=3)

    assert checked(f"a.{extension}", animation, Limits(10_000, 3)).frames == 3
    with pytest.raises(TooManyFrames) as refusal:
        checked(f"a.{extension}", animation, Limits(10_000, 2))
    assert refusal.value.blanks == {"limit": 2}


@pytest.mark.parametrize("extension", ["gif", "png", "webp", "avif"])
def test_all_frames_together_have_a_limit(checked: Check, extension: str) -> None:
    animation = animated(extension.upper(), frames=5)

    with pytest.raises(TooManyFrames) as refusal:
        checked(f"a.{extension}", animation, Limits(48 * 36, 100))

    assert refusal.value.blanks == {"limit": 4}


def test_pictures_behind_a_picture_are_no_frames(checked: Check) -> None:
    assert checked("a.jpg", animated("MPO", frames=3), Limits(10_000, 1)).frames == 1


def test_a_file_that_is_not_there_is_no_bad_picture(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        check(tmp_path / "gone", ".jpg", LIMITS)


def test_a_file_that_cannot_be_read_is_no_bad_picture() -> None:
    # A regular file that can be opened and nothing more (proc(5)).
    with pytest.raises(OSError, match="Invalid argument"):
        check(Path("/proc/self/mem"), ".jpg", LIMITS)


def _key(checked: Check, filename: str, content: bytes) -> str | None:
    try:
        checked(filename, content)
    except UploadError as refusal:
        return refusal.key
    return None


def _claiming(width: int, height: int) -> bytes:
    """A JPEG whose header claims a size."""
    whole = jpeg()
    at = whole.index(b"\xff\xc0") + 5
    return whole[:at] + height.to_bytes(2) + width.to_bytes(2) + whole[at + 4 :]


def _peak_bytes(reset: bool = False) -> int:
    """The most memory that this process had since the last reset (Linux only)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    if reset:
        # man 5 proc_pid_clear_refs: 5 resets the peak to what there is now.
        Path("/proc/self/clear_refs").write_text("5")
    _, _, rest = status.read_text().partition("VmHWM:")
    return int(rest.split()[0]) * 1024
