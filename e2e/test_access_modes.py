"""What is not for everyone: own pictures only, links for others, admins who see all."""

from __future__ import annotations

import re
import urllib.request
from typing import Any

import pytest
from members import add_person, come_signed_in, fill_in
from pictures import jpeg
from playwright.sync_api import Browser, Page, expect
from program import Program, StartProgram
from visitor import choose, expect_arrived, gallery, payload, row, throttle

OWN = "Here you see what you sent from this browser."


@pytest.fixture
def drop_only(start_program: StartProgram) -> Program:
    """One where visitors see what they sent themselves, and root sees everything."""
    program = start_program(ACCESS="drop-only")
    add_person(program, "root", admin=True)
    return program


@pytest.fixture
def plain(browser: Browser) -> Any:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_what_this_browser_sent_is_seen_and_taken_back_here(
    page: Page, drop_only: Program, browser: Browser
) -> None:
    page.goto(drop_only.url)
    choose(page, payload("a.jpg", jpeg()), payload("b.jpg", jpeg(seed=2)))
    expect_arrived(page, "a.jpg", "b.jpg")
    page.reload()
    expect(page.get_by_text(OWN)).to_be_visible()
    other = browser.new_context()
    stranger = other.new_page()
    stranger.goto(drop_only.url)
    expect(gallery(stranger)).to_have_count(0)
    other.close()

    page.get_by_role("button", name="Delete b.jpg").click()

    expect(gallery(page)).to_have_count(1)
    expect(page.get_by_role("button", name="Delete a.jpg")).to_be_focused()
    page.get_by_role("link", name="a.jpg").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(gallery(page)).to_have_count(0)


def test_whoever_signs_in_in_the_middle_of_a_file_gets_all_of_it(
    page: Page, start_program: StartProgram
) -> None:
    photo = jpeg(width=1600, height=1200)
    program = start_program(ACCESS="drop-only", CHUNK_BYTES=len(photo) // 8 + 1)
    add_person(program, "ann")
    page.goto(program.url)
    throttle(page, len(photo) // 4)
    choose(page, payload("photo.jpg", photo))
    bar = row(page, "photo.jpg").get_by_role("progressbar")
    expect(bar).to_have_attribute("value", re.compile(r"0\.[2-6]"), timeout=20_000)

    page.get_by_role("link", name="Sign in").click()
    fill_in(page, "ann")
    expect(page.get_by_text("ann", exact=True)).to_be_visible()
    throttle(page, -1)

    expect_arrived(page, "photo.jpg")
    (stored,) = program.folder.glob("**/*.jpg")
    assert stored.parent.name.startswith("ann")
    assert stored.read_bytes() == photo


def test_an_admin_who_signs_in_sees_what_everybody_sent(
    page: Page, drop_only: Program, browser: Browser
) -> None:
    other = browser.new_context()
    visitor = other.new_page()
    visitor.goto(drop_only.url)
    choose(visitor, payload("a.jpg", jpeg()))
    expect_arrived(visitor, "a.jpg")
    other.close()
    page.goto(drop_only.url)
    expect(gallery(page)).to_have_count(0)

    page.get_by_role("link", name="Sign in").click()
    fill_in(page, "root")

    expect(gallery(page)).to_have_count(1)
    expect(page.get_by_text(OWN)).to_be_hidden()
    page.get_by_role("link", name="a.jpg").click()
    expect(page.get_by_role("button", name="Delete")).to_be_visible()


def test_a_private_picture_is_shared_with_a_link_that_ends(
    page: Page, start_program: StartProgram
) -> None:
    program = start_program(ACCESS="private")
    add_person(program, "ann")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    come_signed_in(page.context, program, "ann")
    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()))
    page.get_by_role("link", name="a.jpg").click()

    page.get_by_role("button", name="Copy link").last.click()

    expect(page.get_by_role("dialog")).to_contain_text("Link copied. It works until")
    link = page.evaluate("navigator.clipboard.readText()")
    with urllib.request.urlopen(link) as answer:
        assert answer.read() == jpeg()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Copy link a.jpg").click()
    expect(row(page, "a.jpg")).to_contain_text("Copied")
    assert "/shared/" in page.evaluate("navigator.clipboard.readText()")


def test_without_javascript_one_signs_in_on_a_page_of_its_own(
    plain: Page, start_program: StartProgram
) -> None:
    program = start_program(ACCESS="members")
    add_person(program, "ann")
    plain.goto(program.url)
    send(plain)
    expect(plain.get_by_text("Please sign in to upload.")).to_be_visible()
    plain.get_by_role("link", name="Sign in").click()

    fill_in(plain, "ann", "wrong")
    expect(plain.get_by_role("alert")).to_contain_text("do not belong together")
    expect(plain.get_by_label("Name")).to_have_value("ann")
    expect(plain.get_by_label("Password")).to_be_focused()
    fill_in(plain, "ann")

    expect(plain.get_by_role("button", name="Sign out")).to_be_visible()
    send(plain)
    expect(plain.get_by_role("link", name="a.jpg")).to_be_visible()
    plain.get_by_role("button", name="Sign out").click()
    expect(plain.get_by_role("link", name="Sign in")).to_be_visible()


def send(plain: Page) -> None:
    """Send a picture with the plain form."""
    plain.locator("input[type=file]").first.set_input_files([payload("a.jpg", jpeg())])
    plain.get_by_role("button", name="Upload", exact=True).click()
