"""Files stop when they are told to, and go on from there; without a line they wait."""

from __future__ import annotations

import re

import pytest
from eight_chunks import CHUNK_BYTES, PHOTO
from pictures import jpeg
from playwright.sync_api import Dialog, Page, Route, expect
from program import Program, StartProgram
from visitor import choose, cut, expect_arrived, payload, row, throttle

OFFLINE = "You are offline. It goes on by itself when you are back."


@pytest.fixture
def program(start_program: StartProgram) -> Program:
    """One that takes the photo in eight chunks."""
    return start_program(CHUNK_BYTES=CHUNK_BYTES)


def test_a_paused_file_stands_still_and_goes_on_from_there(
    page: Page, program: Program
) -> None:
    posts: list[str] = []
    page.on("request", lambda r: posts.append(r.url) if r.method == "POST" else None)
    page.goto(program.url)
    throttle(page, CHUNK_BYTES * 2)
    choose(page, payload("photo.jpg", PHOTO))
    expect_bar(page, "photo.jpg", r"0\.[3-7]")

    page.get_by_role("button", name="Pause photo.jpg").click()
    expect(row(page, "photo.jpg")).to_contain_text("Paused")
    resume = page.get_by_role("button", name="Resume photo.jpg")
    expect(resume).to_be_focused()
    # The label tells it: with both it would be announced as "Resume, pressed".
    expect(resume).not_to_have_attribute("aria-pressed", re.compile(""))
    before = len(posts)
    throttle(page, -1)
    choose(page, payload("other.jpg", jpeg()))
    expect_arrived(page, "other.jpg")
    assert len(posts) == before + 1
    resume.click()

    expect_arrived(page, "photo.jpg")
    assert len(posts) <= 8 + 1 + 1
    assert PHOTO in [path.read_bytes() for path in program.folder.glob("*.jpg")]


def test_all_files_are_paused_and_resume_together(page: Page, program: Program) -> None:
    names = ("one.jpg", "two.jpg", "three.jpg", "four.jpg", "five.jpg")
    page.goto(program.url)
    throttle(page, CHUNK_BYTES * 2)
    choose(page, *[payload(name, PHOTO) for name in names])
    expect_bar(page, "one.jpg", r"0\.[1-7]")

    page.get_by_role("button", name="Pause all").click()

    for name in names:
        expect(row(page, name)).to_contain_text("Paused")
    expect(page.get_by_text(re.compile(r"0 of 5 files, \d+%, paused"))).to_be_visible()
    throttle(page, -1)
    page.get_by_role("button", name="Resume all").click()
    expect_arrived(page, *names)


def test_leaving_is_not_warned_about_while_all_is_paused(
    page: Page, program: Program
) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto(program.url)
    throttle(page, CHUNK_BYTES * 2)
    choose(page, payload("photo.jpg", PHOTO))
    expect_bar(page, "photo.jpg", r"0\.[1-7]")
    page.get_by_role("button", name="Pause photo.jpg").click()
    expect(row(page, "photo.jpg")).to_contain_text("Paused")

    page.reload()

    assert asked == []
    expect(page.get_by_role("heading", name="1 file was not finished.")).to_be_visible()


def test_without_a_line_files_wait_and_resume_by_themselves(
    page: Page, program: Program
) -> None:
    status = page.get_by_role("status")
    banner = page.locator("main").get_by_text(OFFLINE)
    page.goto(program.url)

    cut(page)
    expect(banner).to_be_visible()
    expect(status).to_have_text(OFFLINE)
    choose(page, payload("photo.jpg", PHOTO), payload("other.jpg", jpeg()))
    expect(row(page, "photo.jpg")).to_contain_text("Waiting")
    throttle(page, -1)

    expect(banner).to_be_hidden()
    expect(status).to_contain_text("You are online again.")
    expect_arrived(page, "photo.jpg", "other.jpg")


def test_a_line_that_ends_a_moment_late_is_noticed_too(
    page: Page, program: Program
) -> None:
    answers = iter(["the last one that came through"])

    def answer(route: Route) -> None:
        if next(answers, None):
            route.fulfill(status=200, body="{}")
        else:
            route.abort("internetdisconnected")

    page.goto(program.url)
    page.route("**/uploads/?limit=1", answer)

    cut(page)

    banner = page.locator("main").get_by_text(OFFLINE)
    expect(banner).to_be_visible()


def test_the_screen_stays_awake_only_while_something_goes_up(
    page: Page, program: Program
) -> None:
    page.add_init_script(
        """
        window.locks = [];
        navigator.wakeLock.request = async () => {
            const lock = new EventTarget();
            lock.release = () => window.locks.push("released");
            window.locks.push("asked");
            return lock;
        };
        """
    )
    page.goto(program.url)

    choose(page, payload("photo.jpg", PHOTO))
    expect_arrived(page, "photo.jpg")

    expect(page).to_have_title("Dropslot")
    assert page.evaluate("window.locks") == ["asked", "released"]


def expect_bar(page: Page, name: str, value: str) -> None:
    """Wait until a file's bar is so far."""
    bar = row(page, name).get_by_role("progressbar")
    expect(bar).to_have_attribute("value", re.compile(value), timeout=20_000)
