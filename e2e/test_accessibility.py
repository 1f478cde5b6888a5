"""axe finds nothing in any state, in the dark and, light, on a phone; WCAG 2.2 AA."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hosting import send_to
from members import add_person, fill_in
from pictures import jpeg
from playwright.sync_api import Page, expect
from program import Program, StartProgram
from visitor import choose, cut, expect_arrived, payload, row, throttle

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS: Any = [
    pytest.param({"color_scheme": "dark"}, id="dark"),
    pytest.param({"viewport": {"width": 390, "height": 844}}, id="phone"),
]


@pytest.fixture(params=LOOKS)
def browser_context_args(
    browser_context_args: dict[str, Any], request: pytest.FixtureRequest
) -> dict[str, Any]:
    """Each state in every look; axe itself may be added to the page."""
    return {**browser_context_args, **request.param, "bypass_csp": True}


def test_every_state_of_the_page_is_accessible(page: Page, program: Program) -> None:
    photo = jpeg(width=1600, height=1200)
    page.goto(program.url)
    expect_no_violations(page, "empty")

    choose(page, payload("good.jpg", jpeg()), payload("cut.jpg", jpeg()[:-50]))
    expect_arrived(page, "good.jpg")
    expect(row(page, "cut.jpg")).to_contain_text("is cut short.")
    expect_no_violations(page, "arrived and refused")

    throttle(page, len(photo) // 20)
    choose(page, payload("slow.jpg", photo), payload("next.jpg", photo + b"\0"))
    expect(row(page, "slow.jpg").get_by_role("progressbar")).to_be_visible()
    expect_no_violations(page, "uploading")

    program.kill()
    expect(row(page, "slow.jpg")).to_contain_text("Connection problem")
    expect_no_violations(page, "connection trouble")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_operators_own_page_is_accessible(
    page: Page, start_program: StartProgram, language: str
) -> None:
    program = start_program(
        TITLE="Ann & Ben",
        MESSAGE="Pictures of the wedding, please.",
        ACCENT="#e0a030",
        FOOTER="Imprint https://example.org/imprint, Privacy /privacy",
        SENDER_NAME="optional",
    )
    page.goto(f"{program.url}/?language={language}")
    page.locator("summary").click()
    expect_no_violations(page, "with its languages open")

    page.get_by_role("textbox").fill("Ann")
    page.locator("#files").set_input_files([payload("a.jpg", jpeg())])
    expect(page.get_by_role("listitem", name="a.jpg", exact=True)).to_be_visible()
    expect(page.locator(".tile")).to_have_count(1)
    expect_no_violations(page, "arrived with a name")


def test_what_is_paused_offline_or_not_finished_is_accessible(
    page: Page, start_program: StartProgram
) -> None:
    photo = jpeg(width=1600, height=1200)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(start_program(CHUNK_BYTES=len(photo) // 8).url)
    throttle(page, len(photo) // 8)
    choose(page, payload("one.jpg", photo), payload("two.jpg", photo + b"\0"))
    bar = row(page, "one.jpg").get_by_role("progressbar")
    expect(bar).to_have_attribute("value", re.compile(r"0\.[1-9]"), timeout=20_000)

    page.get_by_role("button", name="Pause one.jpg").click()
    expect(row(page, "one.jpg")).to_contain_text("Paused")
    expect_no_violations(page, "paused")

    cut(page)
    expect(page.locator("main").get_by_text("You are offline.")).to_be_visible()
    expect_no_violations(page, "offline")

    page.get_by_role("button", name="Pause two.jpg").click()
    throttle(page, -1)
    page.reload()
    expect(page.get_by_role("heading", name="not finished")).to_be_visible()
    expect_no_violations(page, "not finished")


def test_the_large_view_and_the_undo_line_are_accessible(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()), payload("b.jpg", jpeg(seed=2)))
    expect_arrived(page, "a.jpg", "b.jpg")

    page.get_by_role("link", name="a.jpg").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect_no_violations(page, "large view")
    page.keyboard.press("+")
    expect_no_violations(page, "large view, close")
    page.reload()
    expect(page.get_by_role("dialog").get_by_role("heading")).to_have_text("a.jpg")
    expect_no_violations(page, "a picture's own page")

    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    expect_no_violations(page, "undo")


def test_signing_in_is_accessible(page: Page, start_program: StartProgram) -> None:
    program = start_program(ACCESS="private")
    add_person(program, "ann")
    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()))
    expect(page.get_by_role("dialog", name="Sign in")).to_be_visible()
    expect_no_violations(page, "dialog")

    fill_in(page, "ann", "wrong")
    expect(page.get_by_role("dialog")).to_contain_text("do not belong together")
    expect_no_violations(page, "dialog with an error")

    page.keyboard.press("Escape")
    expect(row(page, "a.jpg")).to_contain_text("Sign in to upload")
    expect_no_violations(page, "waiting for a sign-in")

    page.goto(f"{program.url}/login")
    fill_in(page, "ann")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect_no_violations(page, "signed in")


def test_the_page_to_sign_in_on_and_drop_only_are_accessible(
    page: Page, start_program: StartProgram
) -> None:
    program = start_program(ACCESS="drop-only")
    add_person(program, "ann")
    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()))
    expect(page.get_by_role("button", name="Delete a.jpg")).to_have_count(2)
    expect_no_violations(page, "drop-only")

    page.goto(f"{program.url}/login")
    expect_no_violations(page, "page to sign in on")
    page.goto(f"{program.url}/nowhere")
    expect_no_violations(page, "nothing there")
    page.goto(f"{program.url}/?before=x")
    expect_no_violations(page, "refused")


def test_a_drop_area_in_a_form_of_somebody_elses_is_accessible(
    page: Page, host: Program
) -> None:
    names = [send_to(host, name, jpeg(seed=ord(name))) for name in "ab"]
    page.goto(f"{host.url}/form?max_files=3&gallery=yes&value={' '.join(names)}")
    expect(row(page, "b.jpg")).to_be_visible()
    expect_no_violations(page, "what it begins with")

    choose(page, payload("c.jpg", jpeg()), payload("d.jpg", jpeg()))
    expect_arrived(page, "c.jpg")
    expect_no_violations(page, "a file too many")

    page.evaluate("document.getElementById('set').disabled = true")
    expect_no_violations(page, "disabled")


def expect_no_violations(page: Page, state: str) -> None:
    """Run axe on the page as it is."""
    page.add_script_tag(path=AXE)
    found = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES
    )
    problems = [
        f"{v['id']}: {node['html']}" for v in found["violations"] for node in v["nodes"]
    ]
    assert problems == [], state
