"""What a file costs is known, and refused when it is too much, before it is spent."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bombs import BOMBS
from dear import DEAR
from dropslot.images import Limits
from dropslot.images.budget import FREE_NS, IDLE_BYTES
from dropslot.images.check import check
from dropslot.images.cost import Cost, cost_of
from dropslot.images.decoding import opened
from dropslot.images.limits import frames_within
from dropslot.images.scan import sniff
from dropslot.model import BY_EXTENSION, NotAnImage, UploadError
from hostile import BROKEN
from pictures import VALID, animated, encoded, flat_png, jpeg, photo
from PIL import Image
from PIL.ImageFile import ImageFile

LIMITS = Limits(max_pixels=220_000_000, max_frames=2_000)
WIDE = Limits(10**9, 10**4, memory_bytes=10**12, cpu_seconds=10**4)
MEGABYTE = 1024**2
MOST_BYTES = 256 * MEGABYTE


def costs(content: bytes) -> list[Cost]:
    """What each frame is thought to cost; nothing where a scan refuses the file."""
    format_ = sniff(content)
    if format_ is None:
        return []
    try:
        found = frames_within(content, format_, LIMITS)
    except UploadError:
        return []
    return [cost_of(frame, content, format_) for frame in found]


@pytest.mark.parametrize("kind", DEAR)
def test_what_is_too_dear_is_refused_before_anything_is_decoded(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filename, make, key = DEAR[kind]
    path = tmp_path / filename
    path.write_bytes(make())
    loaded: list[ImageFile] = []
    monkeypatch.setattr(ImageFile, "load", loaded.append)

    with pytest.raises(UploadError) as refusal:
        check(path, path.suffix, LIMITS)

    assert refusal.value.key == key
    assert loaded == []


@pytest.mark.parametrize("kind", [*BOMBS, *BROKEN])
def test_no_hostile_file_that_is_decoded_is_dear(kind: str) -> None:
    _, make, *_ = (BOMBS | BROKEN)[kind]

    found = costs(make())

    total_ns = sum(cost.cpu_ns for cost in found)
    is_refused = total_ns > FREE_NS
    assert is_refused or all(cost.memory_bytes < MOST_BYTES for cost in found)


def _flat(format_: str, mode: str = "RGB", **options: object) -> Callable[[], bytes]:
    return lambda: encoded(Image.new(mode, (2_000, 2_000), 90), format_, **options)


KINDS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "JPEG": ("a.jpg", _flat("JPEG")),
    "progressive JPEG": ("a.jpg", _flat("JPEG", progressive=True)),
    "full colour": ("a.jpg", _flat("JPEG", progressive=True, subsampling=0)),
    "progressive CMYK": ("a.jpg", _flat("JPEG", "CMYK", progressive=True)),
    "PNG": ("a.png", lambda: flat_png(2_000, 2_000)),
    "grey PNG": ("a.png", _flat("PNG", "L")),
    "16-bit PNG": ("a.png", _flat("PNG", "I;16")),
    "palette PNG": ("a.png", _flat("PNG", "P", transparency=b"\1" * 200)),
    "PNG with alpha": ("a.png", _flat("PNG", "RGBA")),
    "GIF": ("a.gif", _flat("GIF", "P")),
    "WebP": ("a.webp", _flat("WEBP", method=0)),
    "clear WebP": ("a.webp", _flat("WEBP", "RGBA", method=0)),
    "AVIF": ("a.avif", _flat("AVIF", speed=10)),
    "grey AVIF": ("a.avif", _flat("AVIF", "L", speed=10)),
}


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Linux only")
@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_costs_no_more_than_is_thought(tmp_path: Path, kind: str) -> None:
    filename, make = KINDS[kind]
    path = tmp_path / filename
    content = make()
    path.write_bytes(content)
    (thought,) = costs(content)
    gc.collect()
    before_bytes = _peak_bytes(reset=True)
    began = time.process_time()

    check(path, path.suffix, WIDE)

    # Twice the time, for a machine that is slower or busy with other things.
    taken_ns = (time.process_time() - began) * 10**9
    assert taken_ns < 2 * thought.cpu_ns + 50 * 10**6
    assert _peak_bytes() - before_bytes < thought.memory_bytes + 32 * MEGABYTE


@pytest.mark.parametrize(
    ("size", "format_"),
    [
        pytest.param((12_000, 9_000), "JPEG", id="108 megapixels of a phone"),
        pytest.param((16_320, 12_240), "JPEG", id="200 megapixels of a phone"),
        pytest.param((10_000, 10_000), "PNG", id="a scan of 100 megapixels"),
    ],
)
def test_the_largest_pictures_that_people_have_pass(
    tmp_path: Path, size: tuple[int, int], format_: str
) -> None:
    path = tmp_path / "large"
    large = Image.effect_noise((size[0] // 20, size[1] // 20), 60).resize(size)
    large.save(path, format_, compress_level=1)
    extension = {"JPEG": ".jpg", "PNG": ".png"}[format_]

    picture = check(path, extension, LIMITS)

    assert (picture.width_px, picture.height_px) == size


def test_memory_that_is_wanting_is_told_with_its_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.webp"
    path.write_bytes(encoded(Image.new("RGB", (4_000, 3_900)), "WEBP", method=0))
    limit_bytes = 300 * MEGABYTE

    with pytest.raises(NotAnImage) as refusal:
        check(path, ".webp", Limits(10**8, 1, memory_bytes=limit_bytes))

    needed = float(str(refusal.value.blanks.pop("needed")).removesuffix(" MB"))
    assert 300 < needed < 350
    assert refusal.value.key == "error.invalid-image.too-much-memory"
    assert refusal.value.blanks == {"pixels": "16", "format": "WebP", "limit": "300 MB"}


@pytest.mark.parametrize("kind", VALID)
def test_little_pictures_need_little(kind: str) -> None:
    found = costs(VALID[kind][1]())

    assert found
    assert all(cost.memory_bytes < IDLE_BYTES for cost in found)
    assert sum(cost.cpu_ns for cost in found) < FREE_NS / 20


@pytest.mark.parametrize("kind", ["baseline", "RGB PNG", "GIF", "WebP"])
def test_a_decoder_that_sees_another_size_than_the_limits_is_not_asked(
    kind: str,
) -> None:
    content = VALID[kind][1]()
    format_ = sniff(content)
    assert format_
    (frame,) = frames_within(content, format_, LIMITS)
    smaller = replace(frame, width_px=frame.width_px - 1)

    with pytest.raises(NotAnImage), opened(smaller, content, format_):
        pass


def test_the_pictures_of_one_file_cost_what_they_cost_together() -> None:
    (alone,) = costs(jpeg())

    assert sum(cost.cpu_ns for cost in costs(jpeg() * 4)) == 4 * alone.cpu_ns


def test_what_an_avif_makes_beside_its_pixels_has_its_cost() -> None:
    content = encoded(photo(), "AVIF", speed=10)
    (frame,) = frames_within(content, BY_EXTENSION[".avif"], LIMITS)

    alone, more = (
        cost_of(replace(frame, decoded_px=px), content, BY_EXTENSION[".avif"])
        for px in (0, 144_000_000)
    )

    assert more.cpu_ns - alone.cpu_ns > 10**9


def test_each_frame_of_an_animation_has_its_cost() -> None:
    assert len(costs(animated("PNG", frames=5))) == 5
    assert len(costs(encoded(photo(), "PNG"))) == 1


def _peak_bytes(reset: bool = False) -> int:
    """The most memory that this process had since the last reset."""
    if reset:
        # man 5 proc_pid_clear_refs: 5 resets the peak to what there is now.
        Path("/proc/self/clear_refs").write_text("5")
    _, _, rest = Path("/proc/self/status").read_text().partition("VmHWM:")
    return int(rest.split()[0]) * 1024
