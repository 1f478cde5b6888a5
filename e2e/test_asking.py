"""Who is asking, for what: the operator's own page, and whom pictures are from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pictures import jpeg
from playwright.sync_api import Browser, Page, Request, expect
from program import Program, StartProgram
from visitor import choose, expect_arrived, payload

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"></svg>'


@pytest.fixture
def asking(start_program: StartProgram) -> Program:
    """A program that asks for names, and sends even small pictures in chunks."""
    return start_program(SENDER_NAME="optional", CHUNK_BYTES=65536)


def name_field(page: Page) -> Any:
    return page.get_by_role("textbox", name="Your name (optional)")


def test_a_name_goes_with_what_is_sent_whole_and_in_chunks(
    page: Page, asking: Program
) -> None:
    page.goto(asking.url)
    name_field(page).fill("Ann Müller")

    choose(page, payload("a.jpg", jpeg()), payload("b.jpg", jpeg(900, 600)))

    for name in ("a.jpg", "b.jpg"):
        expect_arrived(page, name)
        shown = page.get_by_role("link", name=f"{name}, from Ann Müller", exact=True)
        expect(shown).to_be_visible()
    page.get_by_role("link", name="a.jpg, from Ann Müller").click()
    expect(page.get_by_role("dialog")).to_contain_text(
        "from Ann Müller, 320 \N{MULTIPLICATION SIGN} 240"
    )


def test_a_name_is_remembered_in_this_browser(page: Page, asking: Program) -> None:
    page.goto(asking.url)
    name_field(page).fill("Ann")
    name_field(page).press("Tab")

    page.reload()

    expect(name_field(page)).to_have_value("Ann")


def test_without_javascript_a_name_goes_with_the_form(
    browser: Browser, asking: Program
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(asking.url)

    name_field(page).fill("Ann")
    page.locator("#files").set_input_files([payload("a.jpg", jpeg())])
    page.get_by_role("button", name="Upload", exact=True).click()

    expect(page.get_by_role("link", name="a.jpg, from Ann")).to_be_visible()
    context.close()


def test_the_operators_page_breaks_no_rule_of_its_own(
    page: Page, start_program: StartProgram, tmp_path: Path
) -> None:
    """The page fixture fails on what the content security policy refuses."""
    logo = tmp_path / "logo.svg"
    logo.write_text(LOGO)
    program = start_program(
        TITLE="Wedding",
        MESSAGE="Pictures, please.\nAll of them.",
        LOGO=logo,
        ACCENT="#b3261e",
        FOOTER="Imprint https://example.org/imprint",
    )

    page.goto(program.url)

    expect(page).to_have_title("Wedding")
    expect(page.get_by_text("Pictures, please.")).to_be_visible()
    button = page.get_by_text("Choose files", exact=True).locator("..")
    expect(button).to_have_css("background-color", "rgb(179, 38, 30)")
    page.emulate_media(color_scheme="dark")
    expect(button).not_to_have_css("background-color", "rgb(179, 38, 30)")
    assert page.locator(".brand img").evaluate("image => image.naturalWidth") > 0


def test_an_arabic_visitor_reads_from_right_to_left(
    browser: Browser, program: Program
) -> None:
    context = browser.new_context(locale="ar-EG")
    page = context.new_page()
    page.goto(program.url)

    files = [payload(f"{n}.jpg", jpeg(seed=n)) for n in range(2)]
    choose(page, *files, by="اختيار ملفات")

    expect(page.locator("main")).to_contain_text("وصلت الصورتان كلتاهما.")
    mark = page.locator(".brand").bounding_box()
    languages = page.locator("#languages").bounding_box()
    assert mark
    assert languages
    assert mark["x"] > languages["x"]
    context.close()


def test_what_was_shared_is_told_once(page: Page, program: Program) -> None:
    page.goto(f"{program.url}/?arrived=3")
    expect(page.get_by_text("Just arrived: 3")).to_be_visible()
    expect(page).to_have_url(program.url + "/")

    page.reload()

    expect(page.get_by_role("heading", name="Pictures", exact=True)).to_be_visible()
    expect(page.get_by_text("Just arrived")).to_have_count(0)


def test_a_first_visit_takes_no_more_than_five_requests(
    page: Page, program: Program
) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))

    page.goto(program.url, wait_until="networkidle")

    assert len(asked) <= 5, [request.url for request in asked]


def test_the_list_of_languages_opens_and_closes_by_key(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    chinese = page.get_by_role("link", name="简体中文")
    button = page.get_by_label("Language").locator("summary")

    button.press("Enter")
    expect(chinese).to_be_visible()
    page.keyboard.press("Escape")

    expect(chinese).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    page.get_by_role("heading", name=re.compile("Drop pictures")).click()
    expect(chinese).to_be_hidden()
