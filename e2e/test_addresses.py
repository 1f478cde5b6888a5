"""Pictures have addresses: Back closes, reload keeps, a link leads there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from members import come_signed_in, fill_in, start_for_ann
from pictures import jpeg
from playwright.sync_api import Browser, Locator, Page, expect
from posting import send
from program import Program, StartProgram
from visitor import choose, expect_arrived, gallery, payload

_CLOSE_AND_OPEN = """() => {
    const other = document.querySelectorAll(".tile a")[1];
    const dialog = document.querySelector("dialog");
    dialog.addEventListener("close", () => other.click(), {once: true});
    document.querySelector(".viewer-close").click();
}"""


def test_back_closes_a_picture_and_forward_opens_it_again(
    page: Page, full: Program
) -> None:
    names = full.names()
    page.goto(full.url)
    page.get_by_role("link", name="19.jpg").click()
    expect(page).to_have_url(f"{full.url}/pictures/{names[0]}")
    expect(page).to_have_title("19.jpg · Dropslot")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(f"{full.url}/pictures/{names[1]}")
    expect(page).to_have_title("18.jpg · Dropslot")

    page.go_back()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_url(f"{full.url}/")
    expect(page).to_have_title("Dropslot")
    expect(page.get_by_role("link", name="18.jpg")).to_be_focused()

    page.go_forward()
    expect(heading(page)).to_have_text("18.jpg")
    expect(page).to_have_url(f"{full.url}/pictures/{names[1]}")


def test_reload_keeps_a_picture_open_and_closing_leads_back_to_the_page(
    page: Page, full: Program
) -> None:
    page.goto(full.url + "/healthz")
    page.goto(full.url)
    page.get_by_role("link", name="19.jpg").click()
    page.reload()
    expect(heading(page)).to_have_text("19.jpg")

    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_url(f"{full.url}/")
    page.go_back()
    expect(page).to_have_url(f"{full.url}/healthz")


def test_a_link_leads_to_a_picture_and_closing_it_does_not_leave_the_site(
    page: Page, full: Program
) -> None:
    page.goto(f"{full.url}/healthz")
    page.goto(f"{full.url}/pictures/{full.names()[1]}")
    expect(heading(page)).to_have_text("18.jpg")

    page.get_by_role("button", name="Close").click()

    expect(page).to_have_url(f"{full.url}/")
    expect(page).to_have_title("Dropslot")
    expect(page.get_by_role("link", name="18.jpg")).to_be_focused()
    page.get_by_role("link", name="17.jpg").click()
    page.go_back()
    expect(page).to_have_url(f"{full.url}/")
    page.go_back()
    expect(page).to_have_url(f"{full.url}/healthz")


def test_a_link_leads_to_a_picture_far_down_and_on_to_its_neighbours(
    page: Page, full: Program
) -> None:
    page.goto(f"{full.url}/pictures/{full.names()[15]}")
    dialog = page.get_by_role("dialog")
    expect(heading(page)).to_have_text("4.jpg")
    expect(dialog).to_contain_text("16 of 20")

    page.keyboard.press("ArrowRight")
    expect(heading(page)).to_have_text("3.jpg")
    expect(dialog).to_contain_text("17 of 20")
    for n in range(4, 20):
        page.keyboard.press("ArrowLeft")
        expect(heading(page)).to_have_text(f"{n}.jpg")
    expect(dialog).to_contain_text("1 of 20")
    expect(page.get_by_role("link", name="Newer picture")).to_be_hidden()

    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="19.jpg")).to_be_focused()


@pytest.mark.parametrize("way", ["Escape", "Back"])
def test_whoever_went_far_comes_back_to_the_tile_that_they_saw_last(
    page: Page, full: Program, way: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 600})
    page.goto(full.url)
    page.get_by_role("link", name="19.jpg").click()
    for n in range(18, 3, -1):
        page.keyboard.press("ArrowRight")
        expect(heading(page)).to_have_text(f"{n}.jpg")

    if way == "Back":
        page.go_back()
    else:
        page.keyboard.press("Escape")

    expect(page).to_have_url(f"{full.url}/")
    tile = page.get_by_role("link", name="4.jpg", exact=True)
    expect(tile).to_be_focused()
    expect(tile).to_be_in_viewport()


def test_what_is_opened_while_another_closes_has_its_address(
    page: Page, full: Program
) -> None:
    page.goto(full.url)
    page.get_by_role("link", name="19.jpg").click()
    expect(heading(page)).to_have_text("19.jpg")

    page.evaluate(_CLOSE_AND_OPEN)

    expect(page).to_have_url(f"{full.url}/pictures/{full.names()[1]}")
    page.go_back()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_url(f"{full.url}/")


def test_forward_to_a_picture_that_is_gone_says_so(
    page: Page, program: Program
) -> None:
    page.clock.install()
    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()))
    page.get_by_role("link", name="a.jpg").click()
    page.go_back()
    expect_arrived(page, "a.jpg")
    page.get_by_role("button", name="Delete a.jpg").click()
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.clock.fast_forward("08")
    expect(page.get_by_role("button", name="Delete a.jpg")).to_be_hidden()

    page.go_forward()

    expect(page.locator("#toast")).to_contain_text("This picture is not here any more.")
    expect(page).to_have_url(f"{program.url}/")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_forward_to_a_picture_that_cannot_be_asked_for_does_not_call_it_gone(
    page: Page, start_program: StartProgram
) -> None:
    program = start_program(PAGE_SIZE=2)
    for n in range(4):
        send(program, (f"{n}.jpg", jpeg(seed=n)))
    # So that only the two newest have a tile.
    page.route(re.compile("before="), lambda route: route.abort())
    page.goto(program.url)
    page.evaluate(
        """async () => {
          const { uploads } = await (await fetch("/uploads/?limit=4")).json();
          history.pushState({ isOpened: true }, "", `/pictures/${uploads[3].name}`);
        }"""
    )
    page.go_back()
    page.route(re.compile("names="), lambda route: route.abort())

    page.go_forward()

    expect(page.locator("#toast")).to_contain_text("The server could not be reached.")
    expect(page).to_have_url(f"{program.url}/")
    expect(page.locator("#announcements")).not_to_contain_text("not here any more")


def test_a_tile_opens_in_another_tab_with_the_picture_on_the_page(
    page: Page, full: Program
) -> None:
    page.goto(full.url)

    with page.context.expect_page() as other:
        page.get_by_role("link", name="19.jpg").click(modifiers=["ControlOrMeta"])

    expect(heading(other.value)).to_have_text("19.jpg")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_deleting_the_picture_of_a_link_goes_on_to_its_neighbour(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()), payload("b.jpg", jpeg(seed=2)))
    expect_arrived(page, "a.jpg", "b.jpg")
    page.get_by_role("link", name="b.jpg").click()
    page.reload()

    page.get_by_role("button", name="Delete", exact=True).click()

    expect(heading(page)).to_have_text("a.jpg")
    expect(page.get_by_role("dialog")).to_contain_text("1 of 1")
    page.keyboard.press("Escape")
    expect(gallery(page)).to_have_count(1)


def test_whoever_is_signed_out_signs_in_and_sees_the_picture_of_a_link(
    page: Page, start_program: StartProgram, browser: Browser
) -> None:
    program = start_for_ann(start_program)
    elsewhere = browser.new_context()
    come_signed_in(elsewhere, program, "ann")
    sender = elsewhere.new_page()
    sender.goto(program.url)
    choose(sender, payload("a.jpg", jpeg()))
    sender.get_by_role("link", name="a.jpg").click()
    expect(heading(sender)).to_have_text("a.jpg")

    page.goto(sender.url)
    expect(page.get_by_text("There is no such picture here.")).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    fill_in(page, "ann")

    expect(heading(page)).to_have_text("a.jpg")
    elsewhere.close()


@pytest.fixture
def plain(browser: Browser) -> Any:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_javascript_a_picture_is_large_and_leads_on_and_back(
    plain: Page, full: Program
) -> None:
    plain.goto(full.url)
    plain.get_by_role("link", name="19.jpg").click()
    expect(heading(plain)).to_have_text("19.jpg")
    large = plain.get_by_role("dialog").get_by_role("img", name="19.jpg")
    expect(large).to_be_visible()

    plain.get_by_role("link", name="Older picture").click()
    expect(heading(plain)).to_have_text("18.jpg")
    expect(plain.get_by_role("button", name="Copy link")).to_be_hidden()
    plain.get_by_role("button", name="Close").click()

    expect(plain).to_have_url(re.compile(re.escape(full.url) + r"/\??$"))
    expect(plain.get_by_role("dialog")).to_be_hidden()


def heading(page: Page) -> Locator:
    """What the open picture is called."""
    return page.get_by_role("dialog").get_by_role("heading")
