"""A picture is turned where browsers turn it, and nowhere else."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from crafted import chunk, segment, with_chunks, with_segments
from dropslot.model import BY_EXTENSION
from inspecting import checker_in
from pictures import Maker, encoded, jpeg, photo, png, turned
from playwright.sync_api import Page

_TIFF = turned(6).tobytes()[6:]
_SHOWN = """async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  return [image.naturalWidth, image.naturalHeight];
}"""


def _exif(tiff: bytes) -> bytes:
    return segment(0xE1, b"Exif\0\0" + tiff)


_KINDS: dict[str, tuple[str, Maker]] = {
    "JPEG": (".jpg", lambda: with_segments(jpeg(), _exif(_TIFF))),
    "JPEG whose first EXIF says nothing": (
        ".jpg",
        lambda: with_segments(jpeg(), _exif(b"II*\0\x08\0\0\0\0\0"), _exif(_TIFF)),
    ),
    "JPEG with two numbers": (
        ".jpg",
        lambda: with_segments(
            jpeg(), _exif(b"MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\2\0\6\0\0")
        ),
    ),
    "PNG": (".png", lambda: with_chunks(png(), chunk(b"eXIf", _TIFF))),
    "PNG with EXIF behind its pixels": (
        ".png",
        lambda: png()[:-12] + chunk(b"eXIf", _TIFF) + png()[-12:],
    ),
    "WebP": (".webp", lambda: encoded(photo(), "WEBP", exif=turned(6))),
    "AVIF": (".avif", lambda: encoded(photo(), "AVIF", exif=turned(6))),
}


@pytest.mark.parametrize("kind", _KINDS)
def test_a_picture_is_as_wide_as_in_a_browser(
    page: Page, tmp_path: Path, kind: str
) -> None:
    extension, make = _KINDS[kind]
    mime_type = BY_EXTENSION[extension].mime_type
    content = base64.b64encode(make()).decode()

    picture = checker_in(tmp_path)(f"a{extension}", make())

    shown = page.evaluate(_SHOWN, f"data:{mime_type};base64,{content}")
    assert [picture.width_px, picture.height_px] == shown
