"""The examples with a drop area in a page of their own, as people use them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from example import Example
from pictures import jpeg
from playwright.sync_api import Locator, Page, expect
from visitor import choose, expect_arrived, payload, row

GOOD = [payload(f"{n}.jpg", jpeg(seed=n)) for n in range(3)]
# What it is called depends on whether it was there before.
OFF = re.compile("Remove|Delete")
CUT = payload("cut.jpg", jpeg()[:-50])


@pytest.fixture
def blog(page: Page, tmp_path: Path) -> Iterator[Example]:
    """examples/blog_post.py, and a post that is being written."""
    blog = Example("blog_post", tmp_path / "uploads")
    page.goto(f"{blog.start().url}/new")
    page.get_by_label("Title").fill("Fjord")
    yield blog
    blog.kill()


@pytest.fixture
def sheet(page: Page, tmp_path: Path) -> Iterator[Example]:
    """examples/contact_sheet.py, and its page."""
    sheet = Example("contact_sheet", tmp_path / "uploads")
    page.goto(sheet.start().url)
    yield sheet
    sheet.kill()


def test_a_post_is_published_with_what_arrived(page: Page, blog: Example) -> None:
    choose(page, *GOOD[:2], CUT)
    expect_arrived(page, "0.jpg", "1.jpg")
    expect(row(page, "cut.jpg")).to_contain_text("is cut short.")

    page.get_by_role("button", name="Publish").click()

    expect(page.get_by_role("heading", name="Fjord")).to_be_visible()
    expect(pictures(page)).to_have_count(2)
    path = pictures(page).first.get_attribute("href")
    opened = page.request.get(f"{blog.url}{path}")
    assert opened.body() in [file["buffer"] for file in GOOD]


@pytest.mark.usefixtures("blog")
def test_a_post_without_pictures_is_published(page: Page) -> None:
    page.get_by_role("button", name="Publish").click()

    expect(page.get_by_role("heading", name="Fjord")).to_be_visible()
    expect(pictures(page)).to_have_count(0)


def test_the_edit_form_takes_pictures_off_and_adds_others(
    page: Page, blog: Example
) -> None:
    choose(page, *GOOD[:2])
    expect_arrived(page, "0.jpg", "1.jpg")
    page.get_by_role("button", name="Publish").click()
    expect(pictures(page)).to_have_count(2)

    page.get_by_role("link", name="Edit Fjord").click()
    row(page, "0.jpg").get_by_role("button", name=OFF).click()
    choose(page, GOOD[2])
    expect_arrived(page, "2.jpg")
    page.get_by_role("button", name="Publish").click()

    expect(pictures(page)).to_have_count(2)
    expect(page.get_by_role("img", name="0.jpg")).to_have_count(0)
    assert len(list(blog.folder.glob("*.jpg"))) == 2


@pytest.mark.usefixtures("blog")
def test_what_a_post_has_is_shown_in_its_row_on_a_phone_too(page: Page) -> None:
    choose(page, GOOD[0])
    expect_arrived(page, "0.jpg")
    page.get_by_role("button", name="Publish").click()

    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("link", name="Edit Fjord").click()

    given = row(page, "0.jpg")
    expect(given).to_contain_text("Added earlier")
    # Under its name there is room for one line.
    expect(given.locator(".size")).to_be_hidden()
    box = given.locator("img").bounding_box()
    assert box
    assert (box["width"], box["height"]) == (48, 48)


@pytest.mark.usefixtures("sheet")
def test_the_sheet_fills_and_its_button_waits_for_the_end(page: Page) -> None:
    use = page.get_by_role("button", name="Use these")
    expect(use).to_be_disabled()

    choose(page, *GOOD, CUT)

    expect(page.locator("output")).to_have_text("3 pictures, 1 refused")
    expect(use).to_be_enabled()
    expect(frames(page)).to_have_count(3)
    expect(frames(page).first).to_be_checked()


@pytest.mark.usefixtures("sheet")
def test_what_is_taken_back_leaves_the_sheet_and_another_is_the_cover(
    page: Page,
) -> None:
    choose(page, *GOOD[:2])
    expect(page.locator("output")).to_have_text("2 pictures")
    first = page.get_by_role("radio", checked=True)
    name = first.get_attribute("value")
    title = page.locator(f"label:has([value='{name}']) img").get_attribute("alt")

    row(page, str(title)).get_by_role("button", name=OFF).click()

    expect(page.locator("output")).to_have_text("1 picture")
    expect(frames(page)).to_have_count(1)
    expect(frames(page).first).to_be_checked()


@pytest.mark.usefixtures("sheet")
def test_the_cover_is_chosen_and_used_with_the_keyboard_alone(page: Page) -> None:
    # Told now to leave the choice to us: a key press is faster than that.
    page.on("filechooser", lambda _: None)
    page.get_by_role("button", name="Choose files").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(GOOD)
    expect(page.locator("output")).to_have_text("3 pictures")
    before = page.locator(".cover").get_attribute("src")

    frames(page).first.focus()
    page.keyboard.press("ArrowRight")
    expect(frames(page).nth(1)).to_be_checked()
    cover = page.locator(".cover").get_attribute("src")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Your album")).to_be_visible()
    assert cover != before
    expect(page.locator(".cover")).to_have_attribute("src", str(cover))
    expect(pictures(page)).to_have_count(2)


@pytest.mark.usefixtures("sheet")
def test_who_comes_back_finds_the_sheet_as_full_as_before(page: Page) -> None:
    choose(page, *GOOD)
    page.get_by_role("button", name="Use these").click()
    expect(page.get_by_role("heading", name="Your album")).to_be_visible()

    page.go_back()

    expect(page.locator("output")).to_have_text("3 pictures")
    expect(frames(page)).to_have_count(3)
    expect(page.get_by_role("button", name="Use these")).to_be_enabled()


def pictures(page: Page) -> Locator:
    """The pictures that one may open."""
    return page.get_by_role("link").filter(has=page.get_by_role("img"))


def frames(page: Page) -> Locator:
    """What is on the contact sheet."""
    return page.get_by_role("radio")
