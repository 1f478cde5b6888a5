"""A sign-in that ends in the middle: nothing is lost, and nothing is sent twice."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from eight_chunks import CHUNK_BYTES, CHUNKS, PHOTO
from members import add_person, come_signed_in, end_sessions, fill_in, start_for_ann
from pictures import jpeg
from playwright.sync_api import Locator, Page, Response, Route, expect
from program import Program, StartProgram
from visitor import choose, expect_arrived, payload, row, throttle

ENDED = "You are signed out. Sign in to go on."


@pytest.fixture
def program(start_program: StartProgram) -> Program:
    """One that takes the photo of ann in eight chunks."""
    return start_for_ann(start_program, CHUNK_BYTES=CHUNK_BYTES)


@pytest.fixture
def answers(page: Page) -> list[int]:
    """The status of every answer to a chunk."""
    heard: list[int] = []

    def note(answer: Response) -> None:
        if answer.request.method == "POST" and urlsplit(answer.url).path == "/":
            heard.append(answer.status)

    page.on("response", note)
    return heard


@pytest.fixture
def half_way(page: Page, program: Program, answers: list[int]) -> Page:
    """Ann's page, half way through two photos, when her session ends."""
    come_signed_in(page.context, program, "ann")
    page.goto(program.url)
    throttle(page, CHUNK_BYTES * 2)
    choose(page, payload("photo.jpg", PHOTO), payload("photo2.jpg", PHOTO + b"\0"))
    bar = row(page, "photo.jpg").get_by_role("progressbar")
    expect(bar).to_have_attribute("value", re.compile(r"0\.[3-6]"), timeout=20_000)
    end_sessions(program, "ann")
    throttle(page, -1)
    return page


def test_a_file_goes_on_where_it_stopped_after_signing_in_again(
    half_way: Page, program: Program, answers: list[int]
) -> None:
    page = half_way
    dialog = page.get_by_role("dialog", name="Sign in")
    expect(dialog).to_be_visible()
    expect(dialog).to_have_accessible_description(ENDED)
    expect(row_behind(page, "photo.jpg")).to_contain_text(ENDED)
    expect(row_behind(page, "photo2.jpg")).to_contain_text(ENDED)
    choose_behind(page, "later.jpg")

    fill_in(page, "ann")

    expect_arrived(page, "photo.jpg", "photo2.jpg", "later.jpg")
    (folder,) = program.folder.glob("ann*")
    kept = {path.read_bytes() for path in folder.glob("*.jpg")}
    assert {PHOTO, PHOTO + b"\0", jpeg()} == kept
    # Each chunk was taken once; each of the running files was refused once.
    assert answers.count(204) == 2 * CHUNKS + 1
    assert answers.count(401) <= 2


def test_an_answer_from_before_the_last_sign_in_asks_for_no_other(
    page: Page, program: Program
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        body = route.request.post_data_buffer or b""
        if b'filename="late.jpg"' in body and not held:
            held.append(route)
        else:
            route.continue_()

    come_signed_in(page.context, program, "ann")
    page.goto(program.url)
    page.route("**/", hold)
    end_sessions(program, "ann")
    choose(page, payload("late.jpg", jpeg()), payload("a.jpg", jpeg(seed=2)))
    dialog = page.get_by_role("dialog", name="Sign in")
    expect(dialog).to_be_visible()
    fill_in(page, "ann")
    expect_arrived(page, "a.jpg")

    held[0].fulfill(
        status=401, headers={"Dropslot-Error": "sign-in-needed"}, body="Too late."
    )

    expect_arrived(page, "late.jpg")
    expect(dialog).to_be_hidden()


def test_whoever_closes_the_dialog_can_sign_in_later(
    half_way: Page, program: Program
) -> None:
    page = half_way
    expect(page.get_by_role("dialog")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_text("waiting for you to sign in")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in photo2.jpg")).to_be_visible()
    page.get_by_role("button", name="Sign in photo.jpg").click()
    fill_in(page, "ann")
    expect_arrived(page, "photo.jpg", "photo2.jpg")


def test_what_one_left_unfinished_is_offered_to_nobody_else(
    page: Page, program: Program, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(PHOTO)
    page.on("dialog", lambda dialog: dialog.accept())
    heading = page.get_by_role("heading", name="1 file was not finished.")
    add_person(program, "bob")
    come_signed_in(page.context, program, "ann")
    page.goto(program.url)
    throttle(page, CHUNK_BYTES * 2)
    choose(page, photo)
    bar = row(page, "photo.jpg").get_by_role("progressbar")
    expect(bar).to_have_attribute("value", re.compile(r"0\.[3-6]"), timeout=20_000)
    page.get_by_role("button", name="Pause photo.jpg").click()
    throttle(page, -1)
    end_sessions(program, "ann")
    # What it asks first is which chunks are there.
    page.get_by_role("button", name="Resume photo.jpg").click()
    expect(page.get_by_role("dialog", name="Sign in")).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar).to_have_attribute("value", re.compile(r"0\.[1-6]"))

    page.reload()
    sign_in(page, "bob")
    expect(page.get_by_text("bob", exact=True)).to_be_visible()
    expect(heading).to_be_hidden()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "ann")

    expect(heading).to_be_visible()
    expect(page.get_by_text("ann", exact=True)).to_be_focused()
    choose(page, photo)
    expect_arrived(page, "photo.jpg")
    expect(heading).to_be_hidden()


def sign_in(page: Page, name: str) -> None:
    """Sign in with the dialog."""
    page.get_by_role("link", name="Sign in").click()
    fill_in(page, name)


def row_behind(page: Page, name: str) -> Locator:
    """The row of a file, behind an open dialog."""
    return page.locator("#rows li").filter(has_text=name)


def choose_behind(page: Page, name: str) -> None:
    """Add a file while the dialog is open, as a drop does."""
    page.locator("#files").set_input_files([payload(name, jpeg())])
