"""A drop area in a page whose policy is strict, and whose sheets are careless."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from strict_hosting import StartStrictHost, StrictHost

from engines.visitor import Visitor
from engines.webdriver import wait_for

PLACES = [
    pytest.param("/gallery", id="written by the template"),
    pytest.param("/raw", id="fetched by the script"),
]
# Where something is in the window, once it has been scrolled there.
WHERE = """const [found] = all(arguments[0]);
found.scrollIntoView({block: "center"});
const {left, top, right, bottom} = found.getBoundingClientRect();
return [left, top, right, bottom].map((px) => px * devicePixelRatio);"""


@pytest.fixture
def program(start_strict_host: StartStrictHost) -> StrictHost:
    """A host instead of Dropslot alone."""
    return start_strict_host()


@pytest.mark.parametrize("place", PLACES)
def test_a_picture_goes_up(
    visitor: Visitor, program: StrictHost, photos: list[Path], place: str
) -> None:
    visitor.open(program.url + place)

    visitor.choose(photos[0])

    visitor.expect_row("one.jpg", "Arrived")
    assert program.kept == [photos[0].read_bytes()]


def test_what_is_dropped_or_pasted_in_it_is_its_own_and_what_is_elsewhere_is_not(
    visitor: Visitor, program: StrictHost, photos: list[Path]
) -> None:
    visitor.open(program.url)

    visitor.drop(photos[0], on="body > section")
    visitor.paste(photos[1], on="textarea")
    visitor.drop(photos[2], on=".drop-heading")
    visitor.paste(photos[3], on=".button")

    visitor.expect_row("three.jpg", "Arrived")
    visitor.expect_row("four.jpg", "Arrived")
    wanted = sorted(photo.read_bytes() for photo in photos[2:4])
    assert sorted(program.kept) == wanted


def test_a_picture_opens_large_and_the_address_stays(
    visitor: Visitor, program: StrictHost, photos: list[Path]
) -> None:
    visitor.open(f"{program.url}/gallery")
    visitor.choose(photos[0])

    visitor.press("link", "one.jpg")
    visitor.find("dialog", "one.jpg")
    assert visitor.session.run("return location.pathname") == "/gallery"
    visitor.key("Escape")

    visitor.expect_none("dialog", None)


@pytest.mark.parametrize("place", PLACES)
def test_its_drawings_are_there(
    visitor: Visitor, program: StrictHost, photos: list[Path], place: str
) -> None:
    """Icons are used by their ids and the card is clipped, both inside of the slot."""
    visitor.open(program.url + place)
    card = seen(visitor, ".slot-svg")
    below = card.crop((0, int(card.height * 0.85), card.width, card.height))
    assert colours_in(card) > colours_in(below) > 1

    visitor.choose(photos[0])
    visitor.expect_row("one.jpg", "Arrived")

    assert colours_in(seen(visitor, ".acts .icon")) > 1
    assert colours_in(seen(visitor, ".thumb")) > 10


def test_a_form_is_sent_with_the_names_that_events_and_value_tell(
    visitor: Visitor, program: StrictHost, photos: list[Path]
) -> None:
    visitor.open(f"{program.url}/form")
    visitor.session.run(
        """window.told = [];
        addEventListener("dropslot:stored", ({detail}) => told.push(detail.name));"""
    )
    visitor.choose(*photos[:2])
    visitor.expect_row("one.jpg", "Arrived")
    visitor.expect_row("two.jpg", "Arrived")
    told = visitor.session.run("return told")
    value = visitor.session.run("return document.querySelector('drop-slot').value")
    assert sorted(told) == sorted(value)
    assert len(value) == 2

    visitor.press("button", "Save")

    visitor.expect_text(f"Came: {' '.join(value)}.")


def test_it_is_taken_off_the_page_and_put_back(
    visitor: Visitor, program: StrictHost, photos: list[Path]
) -> None:
    visitor.open(f"{program.url}/gallery")
    visitor.choose(photos[0])
    visitor.expect_row("one.jpg", "Arrived")

    visitor.session.run("window.slot = document.querySelector('drop-slot')")
    visitor.session.run("document.body.append(slot)")
    visitor.expect_row("one.jpg", "Arrived")
    visitor.session.run("slot.remove()")
    is_empty = "return !slot.shadowRoot.firstElementChild"
    wait_for(lambda: visitor.session.run(is_empty), "a slot that is empty")
    visitor.session.run("document.body.append(slot)")

    visitor.expect_pictures("one.jpg")
    visitor.choose(photos[1])
    visitor.expect_row("two.jpg", "Arrived")


def seen(visitor: Visitor, selector: str) -> Image.Image:
    """What the window shows of an element."""
    where = visitor.look(WHERE, selector)
    with Image.open(io.BytesIO(visitor.session.picture())) as picture:
        return picture.convert("RGB").crop(where)


def colours_in(picture: Image.Image) -> int:
    """How many different ones there are."""
    return len(picture.getcolors(picture.width * picture.height) or ())
