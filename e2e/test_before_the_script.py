"""The page while its script is on its way, and where it never comes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from pictures import jpeg
from playwright.sync_api import Page, Route, expect
from program import Program
from visitor import choose, expect_arrived, gallery, payload, row

SCRIPT = "**/drop-slot.js"
VIEWER = "**/viewer.*"


@pytest.fixture
def let_script_come(page: Page) -> Callable[[], None]:
    """Holds the page's script back until it is called."""
    held: list[Route] = []
    page.route(SCRIPT, lambda route: held.append(route))

    def come() -> None:
        held.pop().continue_()
        expect(page.locator(".dropslot")).to_have_class("dropslot ready")

    return come


def test_what_was_chosen_before_the_script_came_goes_up(
    page: Page, program: Program, let_script_come: Callable[[], None]
) -> None:
    page.goto(program.url, wait_until="commit")
    choose(page, payload("early.jpg", jpeg()))

    let_script_come()

    expect_arrived(page, "early.jpg")
    assert len(program.names()) == 1
    choose(page, payload("late.jpg", jpeg(seed=2)))
    expect_arrived(page, "late.jpg")


def test_the_picker_opens_by_keyboard_before_the_script_came(
    page: Page, program: Program, let_script_come: Callable[[], None]
) -> None:
    # Told now to leave the choice to us: a key press is faster than that.
    page.on("filechooser", lambda _: None)
    page.goto(program.url, wait_until="commit")
    page.get_by_role("button", name="Choose files", exact=True).focus()

    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files([payload("early.jpg", jpeg())])

    let_script_come()
    expect_arrived(page, "early.jpg")


@pytest.mark.parametrize(
    "width", [pytest.param(1366, id="wide"), pytest.param(390, id="phone")]
)
def test_nothing_moves_when_the_script_comes(
    page: Page, program: Program, let_script_come: Callable[[], None], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(program.url, wait_until="commit")
    expect(page.get_by_role("heading", name="Pictures", exact=True)).to_be_visible()
    # The sheet has come.
    expect(page.locator("#files")).to_have_css("opacity", "0")
    before = _places(page)

    let_script_come()

    assert _places(page) == before


def test_where_the_script_is_blocked_files_go_up_with_the_form(
    page: Page, program: Program
) -> None:
    page.route(SCRIPT, lambda route: route.abort())
    page.goto(program.url)

    choose(page, payload("a.jpg", jpeg()), payload("b.jpg", jpeg(seed=2)))
    page.get_by_role("button", name="Upload", exact=True).click()

    expect(gallery(page)).to_have_count(2)
    assert len(program.names()) == 2


def test_the_list_does_not_wait_for_dropzone(page: Page, program: Program) -> None:
    held: list[Route] = []
    page.route("**/dropzone.js", lambda route: held.append(route))
    page.goto(program.url)

    choose(page, payload("a.jpg", jpeg()))

    expect(row(page, "a.jpg")).to_be_visible()
    held.pop().continue_()
    expect_arrived(page, "a.jpg")


def test_where_dropzone_cannot_be_fetched_it_is_tried_again(
    page: Page, program: Program
) -> None:
    page.route("**/dropzone.js", lambda route: route.abort(), times=1)
    page.goto(program.url)

    choose(page, payload("a.jpg", jpeg()))

    expect_arrived(page, "a.jpg")


@pytest.fixture
def let_viewer_come(page: Page) -> Callable[[], None]:
    """Holds what shows one picture, large, back until it is called."""
    held: list[Route] = []
    page.route(VIEWER, lambda route: held.append(route))

    def come() -> None:
        while held:
            held.pop().continue_()

    return come


def test_a_visit_needs_no_viewer(page: Page, full: Program) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(full.url, wait_until="networkidle")

    assert not [url for url in asked if "viewer" in url]


def test_the_last_picture_that_was_clicked_opens_when_the_viewer_comes(
    page: Page, full: Program, let_viewer_come: Callable[[], None]
) -> None:
    page.goto(full.url)
    page.get_by_role("link", name="19.jpg").click()
    page.get_by_role("link", name="17.jpg").click()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(f"{full.url}/pictures/{full.names()[2]}")
    expect(page.get_by_role("dialog")).to_be_hidden()

    let_viewer_come()

    heading = page.get_by_role("dialog").get_by_role("heading")
    expect(heading).to_have_text("16.jpg")
    page.go_back()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_url(f"{full.url}/")


@pytest.mark.parametrize("way", ["Escape", "Back"])
def test_what_is_left_before_the_viewer_comes_does_not_open(
    page: Page, full: Program, let_viewer_come: Callable[[], None], way: str
) -> None:
    page.goto(full.url)
    page.get_by_role("link", name="19.jpg").click()
    expect(page).to_have_url(f"{full.url}/pictures/{full.names()[0]}")

    if way == "Back":
        page.go_back()
    else:
        page.keyboard.press("Escape")
    expect(page).to_have_url(f"{full.url}/")
    with page.expect_response(VIEWER):
        let_viewer_come()

    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("link", name="18.jpg").click()
    expect(page.get_by_role("dialog").get_by_role("heading")).to_have_text("18.jpg")


@pytest.mark.parametrize("part", ["viewer.js", "viewer.css"])
def test_where_the_viewer_cannot_be_fetched_the_link_is_followed(
    page: Page, full: Program, part: str
) -> None:
    page.route(f"**/{part}", lambda route: route.abort())
    page.goto(full.url)

    with page.expect_navigation(wait_until="load"):
        page.get_by_role("link", name="19.jpg").click()
        page.wait_for_url("**/pictures/*", wait_until="load")

    expect(page).to_have_url(f"{full.url}/pictures/{full.names()[0]}")
    expect(page.locator("#viewer").get_by_role("img")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page).to_have_url(re.compile(f"{full.url}/[?]?$"))


def _places(page: Page) -> list[object]:
    """Where everything is that a visitor sees."""
    return [
        element.bounding_box()
        for element in page.locator("header *, main *").all()
        if element.is_visible()
    ]
