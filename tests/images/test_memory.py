"""Memory: a refusal keeps none, and what found none is not called damaged."""

from __future__ import annotations

import gc
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from crafted import chunk, segment
from dropslot.images import Limits
from dropslot.images.check import check
from dropslot.images.decoding import has_room, refusal_of
from dropslot.model import NotAnImage, TooManyFrames, UploadError
from pictures import animated, encoded, flat_png, jpeg, photo
from PIL import Image
from PIL.ImageFile import ImageFile

LIMITS = Limits(max_pixels=100_000_000, max_frames=2)


def _damaged_png() -> bytes:
    """All its checksums are right, and its last row is missing."""
    whole = flat_png(160, 120)
    at = whole.index(b"IDAT")
    length = int.from_bytes(whole[at - 4 : at])
    return whole[: at - 4] + chunk(b"IDAT", whole[at + 4 :][: length - 9]) + whole[-12:]


@pytest.mark.parametrize(
    ("extension", "make"),
    [
        pytest.param(".jpg", lambda: _with_noise_behind(jpeg()), id="JPEG"),
        pytest.param(".png", _damaged_png, id="PNG"),
        pytest.param(".gif", lambda: _blanked(animated("GIF", 2)), id="GIF"),
        pytest.param(".webp", lambda: _blanked(animated("WEBP", 2)), id="WebP"),
        pytest.param(".avif", lambda: _blanked(animated("AVIF", 2)), id="AVIF"),
        pytest.param(".avif", lambda: animated("AVIF", 3), id="too many frames"),
    ],
)
def test_a_refusal_keeps_no_picture_alive(
    tmp_path: Path, extension: str, make: Callable[[], bytes]
) -> None:
    path = tmp_path / "staged"
    path.write_bytes(make())
    gc.collect()
    before = _pictures_alive()
    gc.disable()
    try:
        with pytest.raises((NotAnImage, TooManyFrames)) as refusal:
            check(path, extension, LIMITS)

        assert _pictures_alive() == before
    finally:
        gc.enable()
    assert refusal.value.__context__ is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")
@pytest.mark.parametrize(
    ("extension", "format_", "options"),
    [
        pytest.param(".jpg", "JPEG", {"progressive": True}, id="progressive JPEG"),
        pytest.param(".png", "PNG", {}, id="PNG"),
        pytest.param(".webp", "WEBP", {"method": 0}, id="WebP"),
        pytest.param(".webp", "WEBP", {"lossless": True, "method": 0}, id="lossless"),
        pytest.param(".avif", "AVIF", {"speed": 10}, id="AVIF"),
    ],
)
def test_a_sound_picture_that_finds_no_memory_is_not_damaged(
    tmp_path: Path, extension: str, format_: str, options: dict[str, object]
) -> None:
    path = tmp_path / "large"
    path.write_bytes(encoded(Image.new("RGB", (3_900, 3_900)), format_, **options))
    small = tmp_path / "small"
    small.write_bytes(encoded(photo(), format_))

    ended = subprocess.run(
        [sys.executable, "-c", _WITH_LITTLE, str(path), str(small), extension],
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout.split() == ["MemoryError", "160"]


_WITH_LITTLE = """
import resource, sys
from pathlib import Path
from dropslot.images import Limits
from dropslot.images.check import check
large, small, extension = sys.argv[1:]
limits = Limits(10**8, 1)
check(Path(small), extension, limits)
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit_bytes = pages * resource.getpagesize() + 24 * 1024**2
resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, -1))
try:
    check(Path(large), extension, limits)
except Exception as error:
    print(type(error).__name__)
print(check(Path(small), extension, limits).width_px)
"""


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(MemoryError(), id="Python's own"),
        pytest.param(OSError("out of memory error when reading"), id="a decoder's"),
        pytest.param(OSError(12, "Cannot allocate memory"), id="the system's"),
    ],
)
def test_what_is_said_of_memory_is_no_damage(error: Exception) -> None:
    assert type(refusal_of(error, needed_bytes=0)) is MemoryError


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (OSError("broken data stream"), "error.invalid-image"),
        (SyntaxError("image file is truncated"), "error.invalid-image.cut-short"),
        (EOFError("failed to decode next frame"), "error.invalid-image"),
    ],
)
def test_other_errors_are_damage_while_there_is_memory(
    error: Exception, key: str
) -> None:
    refusal = refusal_of(error, needed_bytes=1_000)

    assert isinstance(refusal, UploadError)
    assert refusal.key == key
    # As much as no machine has.
    assert type(refusal_of(error, needed_bytes=2**62)) is MemoryError


def test_asking_for_room_takes_none() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert has_room(500_000_000)
    assert not has_room(2**62)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def _with_noise_behind(whole: bytes) -> bytes:
    return whole + b"\xff\xd8" + segment(0xDA, b"noise") + b"\xff\xd9"


def _blanked(whole: bytes) -> bytes:
    """Ones where the pixels of the last picture are."""
    middle = len(whole) * 3 // 5
    return whole[:middle] + b"\xff" * (len(whole) - middle - 20) + whole[-20:]


def _pictures_alive() -> int:
    return sum(isinstance(one, ImageFile) for one in gc.get_objects())
