"""The same file in two tabs: what arrived from one is not taken back from the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from eight_chunks import CHUNK_BYTES, PHOTO, stop_half_way
from playwright.sync_api import Page, expect
from program import Program, StartProgram
from visitor import choose, expect_arrived, row, throttle


@pytest.fixture
def program(start_program: StartProgram) -> Program:
    """One that takes the photo in eight chunks."""
    return start_program(CHUNK_BYTES=CHUNK_BYTES)


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
        other.get_by_role("button", name="Remove photo.jpg").click()
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
    page.get_by_role("button", name="Resume photo.jpg").click()
    expect_arrived(page, "photo.jpg")

    other.get_by_role("button", name="Cancel photo.jpg").click()
    expect(row(other, "photo.jpg")).to_have_count(0)
    other.wait_for_load_state("networkidle")

    (stored,) = program.folder.glob("*.jpg")
    assert stored.read_bytes() == PHOTO
