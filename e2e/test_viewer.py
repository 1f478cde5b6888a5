"""The viewer: one picture, large; through all of them, close to, without the mouse."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pictures import jpeg
from playwright.sync_api import (
    Browser,
    FloatRect,
    Locator,
    Page,
    Route,
    expect,
)
from posting import send
from program import Program, StartProgram
from visitor import choose, expect_arrived, payload

Point = tuple[int, int]
PHONE: Any = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
SMALL: Any = {"viewport": {"width": 320, "height": 568}, "has_touch": True}


def test_a_picture_opens_large_and_arrows_go_through_to_the_end(
    page: Page, full: Program
) -> None:
    page.goto(full.url)
    page.get_by_role("link", name="19.jpg").click()
    dialog = page.get_by_role("dialog")

    expect(dialog.get_by_role("heading")).to_have_text("19.jpg")
    expect(dialog).to_contain_text(re.compile("400 . 300 pixels"))
    for n in range(18, -1, -1):
        page.keyboard.press("ArrowRight")
        expect(dialog.get_by_role("heading")).to_have_text(f"{n}.jpg")

    page.keyboard.press("ArrowLeft")
    expect(dialog.get_by_role("heading")).to_have_text("1.jpg")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("link", name="1.jpg", exact=True)).to_be_focused()


def test_a_picture_can_be_downloaded_under_its_own_name(
    page: Page, program: Program, tmp_path: Path
) -> None:
    photo = jpeg()
    page.goto(program.url)
    choose(page, payload("头像.jpg", photo))
    page.get_by_role("link", name="头像.jpg").click()

    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()

    assert download.value.suggested_filename == "头像.jpg"
    assert Path(download.value.path()).read_bytes() == photo


def test_only_what_this_browser_sent_can_be_deleted(page: Page, full: Program) -> None:
    page.goto(full.url)

    page.get_by_role("link", name="19.jpg").click()

    expect(page.get_by_role("link", name="Download")).to_be_visible()
    expect(page.get_by_role("button", name="Delete", exact=True)).to_be_hidden()


@pytest.mark.parametrize("length", [37, 190])
def test_the_longest_name_leaves_every_button_inside_a_small_window(
    browser: Browser, program: Program, length: int
) -> None:
    send(program, ("W" * length + ".jpg", jpeg()))
    context = browser.new_context(**SMALL)
    page = context.new_page()

    page.goto(f"{program.url}/pictures/{program.names()[0]}")

    expect(page.get_by_role("dialog")).to_be_visible()
    for button in page.locator("dialog :is(button, a):visible").all():
        box = box_of(button)
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        assert box["y"] + box["height"] <= 568
        assert box["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    context.close()


def test_keys_and_buttons_go_close_and_back_and_around(
    page: Page, full: Program
) -> None:
    image = opened(page, full, "19.jpg")
    whole = box_of(image)

    page.keyboard.press("+")
    assert box_of(image)["width"] == pytest.approx(1.6 * whole["width"])
    page.get_by_role("button", name="Zoom in").click()
    closer = box_of(image)
    assert closer["width"] == pytest.approx(1.6 * 1.6 * whole["width"])
    page.keyboard.press("ArrowDown")
    assert box_of(image)["y"] < closer["y"]
    page.get_by_role("button", name="Zoom out").click()
    page.keyboard.press("-")
    assert box_of(image) == whole
    page.keyboard.press("+")
    page.keyboard.press("0")
    assert box_of(image) == whole

    page.keyboard.press("ArrowRight")
    expect(heading(page)).to_have_text("18.jpg")


def test_a_picture_is_never_moved_out_of_sight(page: Page, full: Program) -> None:
    image = opened(page, full, "19.jpg")
    for _ in range(12):
        page.keyboard.press("+")

    for key in ("ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight"):
        for _ in range(40):
            page.keyboard.press(key)
        box = box_of(image)
        assert box["x"] <= 0
        assert box["y"] <= 0
        assert box["x"] + box["width"] >= 1280


def test_the_wheel_and_two_clicks_go_close_to_where_they_point(
    page: Page, full: Program
) -> None:
    image = opened(page, full, "19.jpg")
    whole = box_of(image)
    x, y = whole["x"] + 0.25 * whole["width"], whole["y"] + 0.45 * whole["height"]

    page.mouse.move(x, y)
    page.mouse.wheel(0, -500)
    page.wait_for_function("() => document.querySelector('.is-zoomed')")
    box = box_of(image)
    # It fits across, and stays in the middle there.
    assert box["x"] + box["width"] / 2 == pytest.approx(1280 / 2)
    assert (y - box["y"]) / box["height"] == pytest.approx(0.45, abs=0.01)
    page.mouse.wheel(0, 500)
    page.wait_for_function("() => !document.querySelector('.is-zoomed')")
    page.mouse.dblclick(x, y)

    box = box_of(image)
    assert box["width"] == pytest.approx(2.5 * whole["width"])


def test_what_is_close_is_dragged_with_the_mouse(page: Page, full: Program) -> None:
    image = opened(page, full, "19.jpg")
    for _ in range(3):
        page.keyboard.press("+")
    before = box_of(image)

    page.mouse.move(700, 300)
    page.mouse.down()
    page.mouse.move(640, 290, steps=3)
    page.mouse.up()

    after = box_of(image)
    assert after["x"] == pytest.approx(before["x"] - 60)
    assert after["y"] == pytest.approx(before["y"] - 10)
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_click_beside_the_picture_closes_and_one_on_it_does_not(
    page: Page, full: Program
) -> None:
    image = opened(page, full, "19.jpg")

    image.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.mouse.click(200, 30)

    expect(page.get_by_role("dialog")).to_be_hidden()


def test_two_fingers_go_close_and_one_goes_on(browser: Browser, full: Program) -> None:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    image = opened(page, full, "19.jpg")
    whole = box_of(image)

    touch(page, [(180, 300), (210, 300)], [(150, 300), (240, 300)])
    assert box_of(image)["width"] == pytest.approx(3 * whole["width"], rel=0.01)
    page.keyboard.press("0")
    touch(page, [(300, 300)], [(100, 310)])

    expect(heading(page)).to_have_text("18.jpg")
    context.close()


def test_the_neighbours_are_loaded_before_somebody_asks(
    page: Page, full: Program
) -> None:
    names = full.names()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{full.url}/pictures/{names[10]}")
    page.wait_for_load_state("networkidle")

    for near in (9, 10, 11):
        assert f"{full.url}/uploads/{names[near]}" in asked
    assert f"{full.url}/uploads/{names[12]}" not in asked


def test_where_one_reads_from_the_right_the_older_one_is_on_the_left(
    page: Page, full: Program
) -> None:
    opened(page, full, "19.jpg")
    page.evaluate("document.documentElement.dir = 'rtl'")

    page.keyboard.press("ArrowLeft")

    expect(heading(page)).to_have_text("18.jpg")
    older, newer = (
        box_of(page.get_by_role("link", name=f"{which} picture"))
        for which in ("Older", "Newer")
    )
    assert older["x"] < newer["x"]


def test_a_picture_that_is_closed_while_its_neighbours_are_asked_for_stays_closed(
    page: Page, start_program: StartProgram
) -> None:
    program = start_program(PAGE_SIZE=2)
    page.goto(program.url)
    choose(page, *[payload(f"{n}.jpg", jpeg(seed=n)) for n in range(5)])
    expect_arrived(page, *[f"{n}.jpg" for n in range(5)])
    names = page.evaluate(
        "async () => (await (await fetch('/uploads/?limit=5')).json()).uploads"
    )
    # Only the two newest have a tile.
    page.route(re.compile("before="), lambda route: route.abort())
    page.goto(f"{program.url}/pictures/{names[3]['name']}")
    expect(page.get_by_text("4 of 5")).to_be_visible()
    held: list[Route] = []
    page.route(re.compile("around="), lambda route: held.append(route))
    page.keyboard.press("ArrowRight")
    expect(heading(page)).to_have_text(names[4]["title"])

    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(f"{program.url}/")
    for route in held:
        route.continue_()

    expect(page.locator("#toast")).to_contain_text("Deleted.")
    expect(page).to_have_url(f"{program.url}/")


def opened(page: Page, program: Program, title: str) -> Locator:
    """Open a picture, without motion; return it, large."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(program.url)
    page.get_by_role("link", name=title, exact=True).click()
    image = page.get_by_role("dialog").get_by_role("img", name=title)
    expect(image).to_be_visible()
    return image


def heading(page: Page) -> Locator:
    """What the open picture is called."""
    return page.get_by_role("dialog").get_by_role("heading")


def box_of(element: Locator) -> FloatRect:
    """Where something is in the window."""
    box = element.bounding_box()
    assert box
    return box


def touch(page: Page, start: list[Point], end: list[Point]) -> None:
    """Put fingers down, move them, and take them away."""
    session = page.context.new_cdp_session(page)
    for kind, points in (("Start", start), ("Move", end), ("End", [])):
        fingers = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
        session.send(
            "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": fingers}
        )
