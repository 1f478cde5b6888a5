"""What somebody does who does not know yet that they are signed out."""

from __future__ import annotations

import pytest
from members import come_signed_in, end_sessions, fill_in, start_for_ann
from pictures import jpeg
from playwright.sync_api import Page, expect
from program import Program, StartProgram
from visitor import choose, gallery, payload, row


@pytest.fixture
def program(start_program: StartProgram) -> Program:
    """One where ann has an account, and sees only what is hers."""
    return start_for_ann(start_program)


def test_what_was_not_removed_is_not_said_to_be_removed(
    page: Page, program: Program
) -> None:
    page.clock.install()
    come_signed_in(page.context, program, "ann")
    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()))
    page.clock.run_for(5_000)
    expect(gallery(page)).to_have_count(1)
    end_sessions(program, "ann")

    page.get_by_role("button", name="Delete a.jpg").click()
    page.clock.run_for(10_000)

    sentence = "You are signed out, so nothing was deleted."
    expect(page.locator("#toast").get_by_text(sentence)).to_be_visible()
    expect(row(page, "a.jpg")).to_be_visible()
    (folder,) = program.folder.glob("ann*")
    assert len(list(folder.glob("*.jpg"))) == 1


def test_a_link_is_asked_for_again_after_signing_in_over_the_large_view(
    page: Page, program: Program
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    come_signed_in(page.context, program, "ann")
    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()))
    page.get_by_role("link", name="a.jpg").click()
    viewer = page.get_by_role("dialog", name="a.jpg")
    end_sessions(program, "ann")

    viewer.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("dialog", name="Sign in")).to_be_visible()
    fill_in(page, "ann")

    expect(viewer.get_by_role("button", name="Copy link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(viewer).to_contain_text("Link copied.")
    page.keyboard.press("Escape")
    expect(gallery(page)).to_have_count(1)
