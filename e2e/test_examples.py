"""The examples without a drop area of their own, as people meet them in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from example import Example
from pictures import encoded, jpeg, photo
from playwright.sync_api import Locator, Page, expect
from visitor import choose, expect_arrived, gallery, payload

Open = Callable[[str], Example]


@pytest.fixture
def open_example(page: Page, tmp_path: Path) -> Iterator[Open]:
    """Starts an example, and goes to its first page: ``open_example("avatars")``."""
    started: list[Example] = []

    def open_(name: str) -> Example:
        started.append(Example(name, tmp_path / "uploads"))
        page.goto(started[-1].start().url)
        return started[-1]

    yield open_
    for example in started:
        example.kill()


def test_a_plain_form_shows_what_came_and_why_something_did_not(
    page: Page, open_example: Open
) -> None:
    open_example("plain_form")

    good, cut = payload("a.jpg", jpeg()), payload("cut.jpg", jpeg()[:-50])
    page.get_by_label("Several").set_input_files([good, cut])
    page.get_by_role("button", name="Send all").click()

    expect(page.get_by_role("status")).to_have_text("1 arrived.")
    expect(page.get_by_role("alert")).to_have_text(
        "Invalid image: cut.jpg is cut short."
    )
    expect_seen(page.get_by_role("img", name="a.jpg"))


def test_who_signs_in_sets_their_avatar(page: Page, open_example: Open) -> None:
    open_example("avatars")

    sign_in(page)
    page.get_by_label("Your avatar").set_input_files([payload("a.jpg", jpeg())])
    page.get_by_role("button", name="Use this picture").click()

    ann = page.get_by_role("listitem").filter(has_text="ann")
    expect_seen(ann.locator("img"))


def test_a_form_of_flask_wtf_says_what_is_wrong_next_to_the_field(
    page: Page, open_example: Open
) -> None:
    open_example("wtf_form")

    for file in (payload("a.gif", encoded(photo(), "GIF")), payload("a.jpg", jpeg())):
        page.get_by_label("Photo").set_input_files([file])
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("alert").or_(page.get_by_role("status"))).to_have_text(
            {
                "a.gif": "Only JPEG and PNG, please.",
                "a.jpg": "a.jpg arrived.",
            }[file["name"]]
        )


def test_an_album_is_there_for_who_is_signed_in(page: Page, open_example: Open) -> None:
    example = open_example("private_album")

    sign_in(page)
    page.get_by_role("link", name="Your album").click()
    choose(page, payload("a.jpg", jpeg()))
    expect_arrived(page, "a.jpg")
    expect(gallery(page)).to_have_count(1)
    page.goto(example.url)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.goto(f"{example.url}/album/")

    expect(gallery(page)).to_have_count(0)


def sign_in(page: Page) -> None:
    """Sign in as the page says."""
    page.get_by_label("Name").fill("ann")
    page.get_by_label("Password").fill("anchor")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("You are ann.")).to_be_visible()


def expect_seen(image: Locator) -> None:
    """Wait until a picture is really there, and not only its place."""
    expect(image).to_have_js_property("complete", True)
    expect(image).not_to_have_js_property("naturalWidth", 0)
