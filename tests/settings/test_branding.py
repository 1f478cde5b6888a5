"""What makes a page its operator's own: read once, and refused in one sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from dropslot.settings import Link, SettingError, read_settings
from pictures import encoded
from PIL import Image

SVG = b"""<?xml version="1.0"?>
<!-- ours -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"></svg>"""


def image(format_: str) -> bytes:
    return encoded(Image.new("RGB", (60, 30)), format_)


@pytest.mark.parametrize(
    "given",
    [
        "Imprint https://a.org/x,y, Privacy notice /privacy, Mail mailto:me@a.org",
        "Imprint https://a.org/x,y\nPrivacy notice /privacy\nMail mailto:me@a.org\n",
        "Imprint https://a.org/x,y; Privacy notice /privacy; Mail mailto:me@a.org;",
        [
            ("Imprint", "https://a.org/x,y"),
            ("Privacy notice", "/privacy"),
            "Mail mailto:me@a.org",
        ],
    ],
    ids=["with commas", "in lines", "with semicolons", "as a host app has them"],
)
def test_links_are_written_as_people_write_them(given: object) -> None:
    assert read_settings({"DROPSLOT_FOOTER": given}).footer == (
        Link("Imprint", "https://a.org/x,y"),
        Link("Privacy notice", "/privacy"),
        Link("Mail", "mailto:me@a.org"),
    )


@pytest.mark.parametrize("given", ["One.\nTwo.", "One.\\nTwo.", " One. \r\n Two.\n"])
def test_a_message_keeps_its_lines(given: str) -> None:
    assert read_settings({"DROPSLOT_MESSAGE": given}).message == "One.\nTwo."


@pytest.mark.parametrize("given", ["#B36", "#bb3366", " #BB3366 "])
def test_a_colour_may_be_short(given: str) -> None:
    assert read_settings({"DROPSLOT_ACCENT": given}).accent == "#bb3366"


@pytest.mark.parametrize(
    ("body", "mime_type", "ratio"),
    [
        pytest.param(SVG, "image/svg+xml", 3, id="SVG"),
        pytest.param(
            b"<svg width='40px' height='20'></svg>", "image/svg+xml", 2, id="px"
        ),
        pytest.param(b"<svg></svg>", "image/svg+xml", 1, id="SVG without a size"),
        pytest.param(image("PNG"), "image/png", 2, id="PNG"),
        pytest.param(image("JPEG"), "image/jpeg", 2, id="JPEG"),
        pytest.param(image("WEBP"), "image/webp", 2, id="WebP"),
        pytest.param(image("GIF"), "image/gif", 2, id="GIF"),
        pytest.param(image("AVIF"), "image/avif", 2, id="AVIF"),
    ],
)
def test_a_logo_is_known_by_what_is_in_it(
    tmp_path: Path, body: bytes, mime_type: str, ratio: float
) -> None:
    path = tmp_path / "logo"
    path.write_bytes(body)

    logo = read_settings({"DROPSLOT_LOGO": str(path)}).logo

    assert logo is not None
    assert (logo.mime_type, logo.width_px / logo.height_px) == (mime_type, ratio)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html><svg></svg></html>", id="a web page"),
        pytest.param(b"<svg viewBox='0 0 1 1'>", id="an SVG that does not end"),
        pytest.param(image("PNG")[:-30], id="a PNG cut short"),
        pytest.param(b"<svg></svg>" + b" " * 512 * 1024, id="too large"),
    ],
)
def test_what_is_no_logo_is_refused(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "logo.svg"
    path.write_bytes(body)

    with pytest.raises(SettingError, match="SVG, PNG, JPEG, WebP, AVIF or GIF"):
        read_settings({"DROPSLOT_LOGO": path})


def test_a_logo_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "logo.svg")

    with pytest.raises(SettingError, match="not a regular file"):
        read_settings({"DROPSLOT_LOGO": tmp_path / "logo.svg"})
