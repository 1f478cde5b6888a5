"""The gallery: newest first, more on scrolling, deleted and back with undo."""

from __future__ import annotations

import urllib.request

import pytest
from pictures import jpeg
from playwright.sync_api import Page, expect
from program import Program
from visitor import choose, expect_arrived, gallery, payload

SHIFTS = """() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shift += entry.value;
    }).observe({type: "layout-shift", buffered: true});
}"""


def test_more_pictures_come_as_one_scrolls(page: Page, full: Program) -> None:
    page.goto(full.url)

    for _ in range(6):
        page.mouse.wheel(0, 3000)

    expect(gallery(page)).to_have_count(20)
    titles = [image.get_attribute("alt") for image in gallery(page).all()]
    assert titles == [f"{n}.jpg" for n in reversed(range(20))]
    expect(page.get_by_role("link", name="Show more")).to_be_hidden()


def test_nothing_jumps_while_the_page_and_its_pictures_load(
    page: Page, full: Program
) -> None:
    page.add_init_script(f"({SHIFTS})()")

    page.goto(full.url)
    page.wait_for_load_state("networkidle")

    assert page.evaluate("window.shift") < 0.01


def test_pictures_keep_their_proportions(page: Page, full: Program) -> None:
    page.goto(full.url)

    for image in gallery(page).all()[:6]:
        box = image.bounding_box()
        width, height = (
            int(image.get_attribute(side) or 0) for side in ("width", "height")
        )
        assert box
        assert box["width"] / box["height"] == pytest.approx(width / height, rel=0.05)


def test_a_picture_that_is_deleted_comes_back_with_undo_or_is_gone(
    page: Page, program: Program
) -> None:
    page.clock.install()
    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()), payload("b.jpg", jpeg(seed=2)))
    expect_arrived(page, "a.jpg", "b.jpg")
    page.get_by_role("link", name="a.jpg").click()

    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("heading")).to_have_text("b.jpg")
    page.get_by_role("button", name="Undo").click()
    page.keyboard.press("Escape")
    expect(gallery(page)).to_have_count(2)
    assert len(program.names()) == 2

    page.get_by_role("link", name="a.jpg").click()
    with page.expect_response(lambda r: r.request.method == "DELETE") as answer:
        page.get_by_role("button", name="Delete", exact=True).click()
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        page.clock.fast_forward("08")
    assert answer.value.status == 204
    page.keyboard.press("Escape")
    expect(gallery(page)).to_have_count(1)
    assert len(program.names()) == 1


def test_a_picture_of_somebody_else_that_is_gone_is_no_error(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()))
    expect_arrived(page, "a.jpg")
    cookie = page.context.cookies()[0]
    request = urllib.request.Request(
        f"{program.url}/uploads/{program.names()[0]}",
        method="DELETE",
        headers={"Cookie": f"{cookie['name']}={cookie['value']}"},
    )
    urllib.request.urlopen(request).close()

    page.get_by_role("button", name="Delete a.jpg").click()
    page.reload()

    expect(page.get_by_text("No pictures yet.")).to_be_visible()
    assert program.names() == []
