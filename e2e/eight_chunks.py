"""A photo that takes eight chunks, and how far it is."""

from __future__ import annotations

import re
from pathlib import Path

from pictures import jpeg
from playwright.sync_api import Page, expect
from visitor import choose, row, throttle

PHOTO = jpeg(width=1600, height=1200)
CHUNKS = 8
CHUNK_BYTES = len(PHOTO) // CHUNKS + 1


def stop_half_way(page: Page, photo: Path) -> None:
    """Choose a file on a slow line and wait until it is half way."""
    throttle(page, CHUNK_BYTES * 2)
    choose(page, photo)
    expect_half_way(page)


def expect_half_way(page: Page) -> None:
    """Wait until about half of a file is sent."""
    bar = row(page, "photo.jpg").get_by_role("progressbar")
    expect(bar).to_have_attribute("value", re.compile(r"0\.[4-7]"), timeout=20_000)
