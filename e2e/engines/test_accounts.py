"""Who is signed in, and what waits until somebody is."""

from __future__ import annotations

from pathlib import Path

import pytest
from members import PASSWORD, start_for_ann
from program import Program, StartProgram

from engines.visitor import Visitor


@pytest.fixture
def program(start_program: StartProgram) -> Program:
    """One where ann has an account, and sees only what is hers."""
    return start_for_ann(start_program)


def test_files_wait_for_a_sign_in_and_then_go_up_to_their_owner(
    visitor: Visitor, program: Program, photos: list[Path]
) -> None:
    visitor.open(program.url)
    visitor.choose(*photos)
    visitor.find("dialog", "Sign in")

    visitor.fill_in(Name="ann", Password=PASSWORD)
    visitor.key("Enter")

    visitor.expect_none("dialog", None)
    visitor.expect_pictures(*[photo.name for photo in photos])
    (folder,) = program.folder.glob("ann*")
    assert len(list(folder.glob("*.jpg"))) == len(photos)


def test_whoever_signs_out_takes_their_pictures_out_of_sight(
    visitor: Visitor, program: Program, photos: list[Path]
) -> None:
    visitor.open(program.url)
    visitor.press("link", "Sign in")
    visitor.fill_in(Name="ann", Password=PASSWORD)
    visitor.key("Enter")
    visitor.choose(photos[0])
    visitor.expect_pictures("one.jpg")

    visitor.press("button", "Sign out")

    visitor.find("link", "Sign in")
    visitor.expect_pictures()
    visitor.expect_none("listitem", "one.jpg")
