"""What covers the window while something is dragged over it."""

from __future__ import annotations

from pathlib import Path

import pytest
from dragging import Drag
from members import start_for_ann
from pictures import jpeg
from playwright.sync_api import Locator, Page, expect
from program import Program, StartProgram
from visitor import choose, expect_arrived, gallery, payload

REASON = "Only files can be dropped here."


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Twelve pictures on the visitor's disk."""
    paths = [tmp_path / f"{number}.jpg" for number in range(12)]
    for path in paths:
        path.write_bytes(jpeg())
    return paths


def veil(page: Page) -> Locator:
    """The veil, shown or not."""
    return page.locator("#overlay")


def test_it_says_how_many_pictures_a_drop_adds_and_hides_all_else(
    page: Page, program: Program, photos: list[Path]
) -> None:
    page.goto(program.url)

    Drag(page, *photos).over()

    expect(veil(page)).to_have_text("Drop 12 pictures")
    expect_hides(page, "main")


def test_leaving_the_window_and_escape_take_it_away(
    page: Page, program: Program, photos: list[Path]
) -> None:
    page.goto(program.url)
    drag = Drag(page, *photos).over()
    expect(veil(page)).to_be_visible()

    drag.leave()
    expect(veil(page)).to_be_hidden()

    drag.over()
    expect(veil(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(veil(page)).to_be_hidden()


def test_it_goes_when_what_it_was_dragged_over_has_gone(
    page: Page, program: Program, photos: list[Path]
) -> None:
    page.goto(program.url)
    box = page.get_by_role("heading", name="Drop pictures here").bounding_box()
    assert box
    drag = Drag(page, *photos).over(box["x"] + 9, box["y"] + 9)
    expect(veil(page)).to_be_visible()

    page.evaluate("document.querySelector('h1').remove()")
    drag.leave()
    page.mouse.move(50, 50)

    expect(veil(page)).to_be_hidden()


def test_what_is_no_file_is_refused_while_it_is_dragged(
    page: Page, program: Program
) -> None:
    page.goto(program.url)

    drag = Drag(page, text="some words").over()

    expect(veil(page)).to_have_text(REASON)
    drag.drop()
    expect(veil(page)).to_be_hidden()


def test_it_is_above_an_open_picture_which_a_drop_closes(
    page: Page, program: Program, photos: list[Path]
) -> None:
    page.goto(program.url)
    choose(page, payload("hills.jpg", jpeg(seed=2)))
    expect_arrived(page, "hills.jpg")
    gallery(page).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()

    drag = Drag(page, photos[0]).over()
    expect_hides(page, "#viewer")
    drag.drop()

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect_arrived(page, "0.jpg")


def test_text_can_be_dragged_into_a_field(
    page: Page, start_program: StartProgram
) -> None:
    page.goto(start_for_ann(start_program).url)
    page.get_by_role("link", name="Sign in").click()
    field = page.get_by_label("Name")
    box = field.bounding_box()
    assert box

    drag = Drag(page, text="ann").over(box["x"] + 9, box["y"] + 9)
    expect(veil(page)).to_be_hidden()
    drag.drop(box["x"] + 9, box["y"] + 9)

    expect(field).to_have_value("ann")


def expect_hides(page: Page, selector: str) -> None:
    """Nothing of an element shows through the veil: without it all looks the same."""
    seen = page.screenshot(animations="disabled")
    page.locator(selector).evaluate("(element) => element.style.opacity = 0")
    assert page.screenshot(animations="disabled") == seen
    page.locator(selector).evaluate("(element) => element.style.opacity = 1")
