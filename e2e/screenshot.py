"""The pictures in the README and in docs/embedding.md are made here, of real pages.

``make screenshot`` does so.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from example import Example
from landscapes import landscape
from PIL import Image
from playwright.sync_api import Page, expect
from program import Program
from visitor import choose, expect_arrived, gallery, payload, row, throttle

SIZES = ((800, 600), (600, 800), (1200, 500), (700, 700), (900, 600), (500, 800))


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A window as wide as the README shows it, at twice the pixels."""
    window = {"width": 1000, "height": 1180}
    return {**browser_context_args, "viewport": window, "device_scale_factor": 2}


@pytest.fixture
def blog(tmp_path: Path) -> Iterator[Example]:
    """examples/blog_post.py on a free port."""
    blog = Example("blog_post", tmp_path / "uploads")
    blog.start()
    yield blog
    blog.kill()


def test_the_page_can_be_pictured_while_pictures_go_up(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    before = [
        payload(f"Hills {n}.jpg", landscape(*SIZES[n % len(SIZES)], seed=n))
        for n in range(9)
    ]
    choose(page, *before)
    expect_arrived(page, "Hills 8.jpg")
    page.reload()
    expect(gallery(page)).to_have_count(9)
    page.wait_for_load_state("networkidle")

    evening = landscape(800, 600, seed=11)
    large = landscape(2400, 1800, seed=12)
    choose(page, payload("Evening.jpg", evening))
    expect_arrived(page, "Evening.jpg")
    choose(page, payload("Ferry.jpg", landscape(800, 600, seed=13)[:-900]))
    expect(row(page, "Ferry.jpg")).to_contain_text("is cut short.")
    throttle(page, len(large) // 8)
    choose(
        page,
        payload("Mountain pass.jpg", large),
        payload("头像.jpg", landscape(700, 900, seed=14)),
    )
    bar = row(page, "Mountain pass.jpg").get_by_role("progressbar")
    expect(bar).to_have_attribute("value", re.compile(r"0\.[4-6]"), timeout=20_000)

    assert taken(page, "screenshot.png") == (2000, 2360)


def test_a_form_can_be_pictured_with_its_pictures(page: Page, blog: Example) -> None:
    page.set_viewport_size({"width": 820, "height": 1040})
    page.goto(f"{blog.url}/new")
    page.get_by_label("Title").fill("Along the fjord before the ferries")
    page.get_by_label("Text").fill(
        "The light changed every ten minutes, so there is a picture for each of them."
    )
    choose(
        page,
        payload("Evening.jpg", landscape(800, 600, seed=11)),
        payload("Ferry.jpg", landscape(800, 600, seed=13)[:-900]),
        payload("Mountain pass.jpg", landscape(1200, 800, seed=12)),
    )
    expect(row(page, "Ferry.jpg")).to_contain_text("is cut short.")
    expect_arrived(page, "Evening.jpg", "Mountain pass.jpg")
    expect(row(page, "Mountain pass.jpg").locator("canvas")).to_be_visible()

    page.evaluate("scrollTo(0, 0)")
    assert taken(page, "embedding.png") == (1640, 2080)


def taken(page: Page, name: str) -> tuple[int, int]:
    """Take the picture of this name; return its width and height in pixels."""
    target = Path(os.environ["DROPSLOT_SCREENSHOTS"]) / name
    page.screenshot(path=target, animations="disabled")
    with Image.open(target) as picture:
        return picture.size
