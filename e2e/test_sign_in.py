"""Signing in on the page: the files that are there wait, and go on by themselves."""

from __future__ import annotations

import pytest
from members import (
    PASSWORD,
    add_person,
    come_signed_in,
    fill_in,
    go_signed_out,
    start_for_ann,
)
from pictures import jpeg
from playwright.sync_api import Page, expect
from program import Program, StartProgram
from visitor import choose, expect_arrived, gallery, payload, row

PICTURES = {"a.jpg": jpeg(), "b.jpg": jpeg(seed=2)}
FILES = [payload(name, body) for name, body in PICTURES.items()]
WRONG = "That name and password do not belong together."


@pytest.fixture
def program(start_program: StartProgram) -> Program:
    """One where ann has an account, and sees only what is hers."""
    return start_for_ann(start_program)


def test_files_wait_for_a_sign_in_and_then_go_up_to_their_owner(
    page: Page, program: Program
) -> None:
    posts: list[str] = []
    page.on("request", lambda r: posts.append(r.url) if r.method == "POST" else None)
    page.goto(program.url)
    expect(page.get_by_text("Sign in to upload here.")).to_be_visible()
    choose(page, *FILES)
    dialog = page.get_by_role("dialog", name="Sign in")
    expect(dialog).to_contain_text("Your pictures are waiting.")
    expect(page.get_by_label("Name")).to_be_focused()
    assert posts == []

    fill_in(page, "ann")

    expect(dialog).to_be_hidden()
    expect_arrived(page, *PICTURES)
    expect(gallery(page)).to_have_count(2)
    expect(page.get_by_text("Sign in to upload here.")).to_be_hidden()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text("ann")
    (folder,) = program.folder.glob("ann*")
    kept = {path.read_bytes() for path in folder.glob("*.jpg")}
    assert kept == set(PICTURES.values())


def test_a_wrong_password_is_told_in_the_dialog_by_keyboard_only(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    link = page.get_by_role("link", name="Sign in")
    link.focus()
    page.keyboard.press("Enter")
    name, password = page.get_by_label("Name"), page.get_by_label("Password")
    expect(name).to_be_focused()

    page.keyboard.type("ann")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert").filter(has_text=WRONG)).to_be_visible()
    expect(password).to_be_focused()
    expect(password).to_have_value("")
    expect(password).to_have_accessible_description(WRONG)
    page.keyboard.press("Escape")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(WRONG)).to_be_hidden()
    expect(password).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("ann", exact=True)).to_be_focused()


def test_a_sign_in_that_does_not_get_through_says_so(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    page.route("**/login", lambda route: route.abort("connectionreset"))
    page.get_by_role("link", name="Sign in").click()

    fill_in(page, "ann")

    expect(page.get_by_role("alert")).to_contain_text(["could not be reached", ""])
    expect(page.get_by_label("Password")).to_have_value(PASSWORD)
    page.unroute_all()
    page.get_by_role("dialog").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_files_keep_waiting_when_the_dialog_is_closed(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    choose(page, *FILES)

    page.get_by_role("button", name="Cancel", exact=True).click()

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(row(page, "a.jpg")).to_contain_text("Sign in to upload")
    expect(
        page.get_by_text("0 of 2 files, 0%, waiting for you to sign in")
    ).to_be_visible()
    page.get_by_role("button", name="Sign in b.jpg").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign in b.jpg")).to_be_focused()
    page.get_by_role("button", name="Sign in", exact=True).click()
    fill_in(page, "ann")
    expect_arrived(page, *PICTURES)
    expect(page.get_by_role("button", name="Add more")).to_be_focused()


def test_signing_in_and_out_in_another_tab_is_noticed(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    choose(page, *FILES)
    expect(page.get_by_role("dialog", name="Sign in")).to_be_visible()

    come_signed_in(page.context, program, "ann")
    look_at(page)

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect_arrived(page, *PICTURES)
    expect(gallery(page)).to_have_count(2)
    go_signed_out(page.context, program)
    look_at(page)
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    expect(gallery(page)).to_have_count(0)
    expect(page.get_by_text("Sign in to see your pictures.")).to_be_visible()


def test_somebody_else_who_signs_in_finds_nothing_of_the_one_before(
    page: Page, program: Program
) -> None:
    add_person(program, "bob")
    come_signed_in(page.context, program, "ann")
    page.goto(program.url)
    choose(page, FILES[0])
    expect_arrived(page, "a.jpg")

    come_signed_in(page.context, program, "bob")
    look_at(page)

    expect(page.get_by_text("bob", exact=True)).to_be_visible()
    expect(row(page, "a.jpg")).to_be_hidden()
    expect(gallery(page)).to_have_count(0)
    choose(page, FILES[1])
    expect_arrived(page, "b.jpg")
    (folder,) = program.folder.glob("bob*")
    assert len(list(folder.glob("*.jpg"))) == 1


def test_signing_out_ends_it_and_first_removes_what_was_to_go(
    page: Page, program: Program
) -> None:
    come_signed_in(page.context, program, "ann")
    page.goto(program.url)
    choose(page, *FILES)
    expect_arrived(page, *PICTURES)
    page.get_by_role("button", name="Delete a.jpg").click()

    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    expect(page.get_by_text("Sign in to see your pictures.")).to_be_visible()
    (folder,) = program.folder.glob("ann*")
    assert [path.read_bytes() for path in folder.glob("*.jpg")] == [PICTURES["b.jpg"]]


def look_at(page: Page) -> None:
    """Come back to this tab from another one."""
    page.evaluate("dispatchEvent(new Event('focus'))")
