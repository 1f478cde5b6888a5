"""Three thousand files in one go; how smooth the page stays, ``make bench`` tells."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from pictures import encoded
from PIL import Image
from playwright.sync_api import Page
from program import Program

COUNT = 3000
IN_SIGHT = "document.querySelector('#rows').childElementCount"
ROWS = "document.querySelectorAll('#list li').length"
IMAGES = "document.querySelectorAll('#list li .thumb > canvas').length"
STATES = "[...document.querySelectorAll('#list li')].map((row) => row.dataset.state)"
MOST_IN_SIGHT = 30
HEAP = "performance.memory.usedJSHeapSize"
# Four times what was measured: no picture is in it.
HEAP_BYTES = 32 * 1024**2


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """The smallest pictures there are."""
    body = encoded(Image.new("RGB", (1, 1), "teal"), "PNG")
    paths = [tmp_path / f"{number:04}.png" for number in range(COUNT)]
    for path in paths:
        path.write_bytes(body)
    return paths


def test_three_thousand_files_in_one_go_are_listed_and_go_up(
    page: Page, program: Program, photos: list[Path]
) -> None:
    page.goto(program.url)

    page.locator("#files").set_input_files(photos)
    wait_until(page, f"{ROWS} === {COUNT}")
    # What goes up is in sight, and no more than a person can look at.
    assert page.evaluate(IN_SIGHT) == MOST_IN_SIGHT
    wait_until(page, f"{IMAGES} > 5")
    wait_until(page, f"{STATES}.filter((state) => state === 'arrived').length > 100")
    assert page.evaluate(IMAGES) < 500
    # What has arrived makes room.
    wait_until(page, f"{STATES}[0] !== 'arrived'")

    page.get_by_role("button", name="Pause all").click()
    wait_until(page, f"!{STATES}.some((state) => /waiting|sending/.test(state))")
    assert page.evaluate(HEAP) < HEAP_BYTES


def wait_until(page: Page, condition: str) -> None:
    """Look now and then; to find one of 3,000 rows by role would take seconds."""
    deadline = time.monotonic() + 60
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        page.evaluate("new Promise((resolve) => setTimeout(resolve, 200))")
