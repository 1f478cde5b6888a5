"""The page while its script is on its way, and where it never comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pictures import jpeg
from playwright.sync_api import Page, Route, expect
from program import Program
from visitor import choose, expect_arrived, gallery, payload, row

SCRIPT = "**/drop-slot.js"


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


def _places(page: Page) -> list[object]:
    """Where everything is that a visitor sees."""
    return [
        element.bounding_box()
        for element in page.locator("header *, main *").all()
        if element.is_visible()
    ]
