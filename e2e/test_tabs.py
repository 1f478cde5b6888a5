"""The same file in two tabs: what arrived from one is not taken back from the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pictures import jpeg
from playwright.sync_api import Page, expect
from program import Program, StartProgram
from visitor import choose, expect_arrived, row, throttle

PHOTO = jpeg(width=1600, height=1200)
PIECE_BYTES = len(PHOTO) // 8 + 1


@pytest.fixture
def program(start_program: StartProgram) -> Program:
    """One that takes the photo in eight pieces."""
    return start_program(CHUNK_BYTES=PIECE_BYTES)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A file of the visitor's own."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(PHOTO)
    return path


def test_to_forget_in_one_tab_leaves_what_arrived_from_the_other(
    page: Page, program: Program, photo: Path
) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(program.url)
    stop_half_way(page, photo)
    page.reload()
    throttle(page, -1)
    other = page.context.new_page()
    other.goto(program.url)
    expect(
        other.get_by_role("heading", name="1 file was not finished.")
    ).to_be_visible()
    choose(page, photo)
    expect_arrived(page, "photo.jpg")

    with other.expect_response("**/partial/*"):
        other.get_by_role("button", name="Forget photo.jpg").click()
    other.wait_for_load_state("networkidle")

    (stored,) = program.folder.glob("*.jpg")
    assert stored.read_bytes() == PHOTO


def test_to_cancel_in_one_tab_leaves_what_arrived_from_the_other(
    page: Page, program: Program, photo: Path
) -> None:
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(program.url)
        stop_half_way(tab, photo)
        tab.get_by_role("button", name="Pause photo.jpg").click()
    throttle(page, -1)
    page.get_by_role("button", name="Go on photo.jpg").click()
    expect_arrived(page, "photo.jpg")

    other.get_by_role("button", name="Cancel photo.jpg").click()
    expect(row(other, "photo.jpg")).to_have_count(0)
    other.wait_for_load_state("networkidle")

    (stored,) = program.folder.glob("*.jpg")
    assert stored.read_bytes() == PHOTO


def stop_half_way(page: Page, photo: Path) -> None:
    """Choose a file on a slow line and wait until it is half way."""
    throttle(page, PIECE_BYTES * 2)
    choose(page, photo)
    bar = row(page, "photo.jpg").get_by_role("progressbar")
    expect(bar).to_have_attribute("value", re.compile(r"0\.[3-7]"), timeout=20_000)
