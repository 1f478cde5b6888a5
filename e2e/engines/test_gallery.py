"""The pictures that are there: looked at, deleted, brought back."""

from __future__ import annotations

from pathlib import Path

import pytest
from pictures import jpeg
from posting import send
from program import Program

from engines.titles import titles
from engines.visitor import Visitor
from engines.webdriver import wait_for


@pytest.fixture
def full(program: Program) -> Program:
    """One with three pictures."""
    for seed, name in enumerate(["old.jpg", "middle.jpg", "new.jpg"]):
        send(program, (name, jpeg(400, 300, seed=seed)))
    return program


def test_a_picture_opens_large_and_keys_go_through_and_out(
    visitor: Visitor, full: Program
) -> None:
    visitor.open(full.url)

    visitor.press("link", "new.jpg")
    visitor.find("dialog", "new.jpg")
    visitor.key("ArrowRight")
    visitor.find("dialog", "middle.jpg")
    visitor.press("link", "Older picture")
    visitor.find("dialog", "old.jpg")
    visitor.key("Escape")

    visitor.expect_none("dialog", None)
    assert visitor.focused() == "old.jpg"


def delete_one_of_two(visitor: Visitor, program: Program, photos: list[Path]) -> None:
    """Send two pictures and delete the first in the viewer."""
    visitor.open(program.url)
    visitor.choose(photos[0], photos[1])
    visitor.expect_pictures("one.jpg", "two.jpg")
    visitor.press("link", "one.jpg")
    visitor.press("button", "Delete")
    visitor.key("Escape")
    visitor.expect_pictures("two.jpg")


def test_a_deleted_picture_comes_back_with_undo(
    visitor: Visitor, program: Program, photos: list[Path]
) -> None:
    delete_one_of_two(visitor, program, photos)

    visitor.press("button", "Undo")

    visitor.expect_pictures("one.jpg", "two.jpg")
    visitor.reload()
    visitor.expect_pictures("one.jpg", "two.jpg")


def test_a_deleted_picture_is_gone_with_the_page(
    visitor: Visitor, program: Program, photos: list[Path]
) -> None:
    delete_one_of_two(visitor, program, photos)

    visitor.reload()

    wait_for(lambda: titles(program) == ["two.jpg"], "a picture that is gone")
    visitor.expect_pictures("two.jpg")
