"""The page without JavaScript, and in another language."""

from __future__ import annotations

from typing import Any

import pytest
from pictures import jpeg
from playwright.sync_api import Browser, Page, expect
from program import Program, StartProgram
from visitor import choose, expect_arrived, payload, row


@pytest.fixture
def plain(browser: Browser) -> Any:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_javascript_several_files_go_up_with_the_form(
    plain: Page, program: Program
) -> None:
    plain.goto(program.url)

    plain.locator("input[type=file]").first.set_input_files(
        [payload("头像.jpg", jpeg()), payload("b.jpg", jpeg(seed=2))]
    )
    plain.get_by_role("button", name="Upload", exact=True).click()

    expect(plain).to_have_url(program.url + "/?arrived=2")
    expect(plain.get_by_text("Just arrived: 2")).to_be_visible()
    expect(plain.get_by_role("link", name="头像.jpg")).to_be_visible()
    assert len(program.names()) == 2


def test_without_javascript_a_refusal_is_a_small_page_that_leads_back(
    plain: Page, program: Program
) -> None:
    plain.goto(program.url)

    plain.locator("input[type=file]").first.set_input_files(
        [payload("cut.jpg", jpeg()[:-50])]
    )
    plain.get_by_role("button", name="Upload", exact=True).click()

    expect(plain.get_by_text("Invalid image: cut.jpg is cut short.")).to_be_visible()
    plain.get_by_role("link", name="Back to the page").click()
    expect(plain).to_have_url(program.url + "/")


def test_without_javascript_older_pictures_can_be_reached(
    plain: Page, start_program: StartProgram
) -> None:
    program = start_program(PAGE_SIZE=1)
    plain.goto(program.url)
    for name in ("older.jpg", "newer.jpg"):
        plain.locator("input[type=file]").first.set_input_files([payload(name, jpeg())])
        plain.get_by_role("button", name="Upload", exact=True).click()
    expect(plain.get_by_role("link", name="newer.jpg")).to_be_visible()

    plain.get_by_role("link", name="Show more").click()

    expect(plain.get_by_role("link", name="older.jpg")).to_be_visible()


def test_chinese_visitors_read_chinese_from_page_and_server(
    browser: Browser, program: Program
) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(program.url)

    choose(page, payload("cut.jpg", jpeg()[:-50]), by="选择文件")

    expect(row(page, "cut.jpg")).to_contain_text("图片无效")
    context.close()


def test_the_language_can_be_switched_on_the_page(page: Page, program: Program) -> None:
    page.goto(program.url)

    page.get_by_label("Language").locator("summary").click()
    page.get_by_role("link", name="简体中文").click()

    expect(page.get_by_role("button", name="选择文件", exact=True)).to_be_visible()
    page.get_by_label("语言").locator("summary").click()
    page.get_by_role("link", name="English").click()
    choose(page, payload("a.jpg", jpeg()))
    expect_arrived(page, "a.jpg")
