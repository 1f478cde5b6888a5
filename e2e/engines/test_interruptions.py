"""Uploads that are interrupted, and what becomes of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from counting import CountingLine
from eight_chunks import CHUNK_BYTES, PHOTO
from program import Program

from engines.titles import titles
from engines.visitor import Visitor
from engines.webdriver import wait_for

HALF_BYTES = CHUNK_BYTES * 5
# What comes around the bytes of a photo.
ENVELOPE_BYTES = 60_000
NAMES = ["one.jpg", "two.jpg", "three.jpg", "four.jpg", "five.jpg"]


@pytest.fixture
def five(tmp_path: Path) -> list[Path]:
    """Five files of eight chunks each."""
    paths = [tmp_path / name for name in NAMES]
    for path in paths:
        path.write_bytes(PHOTO)
    return paths


def begin(visitor: Visitor, line: CountingLine, *files: Path) -> None:
    """Send files until the line stands still half-way."""
    visitor.open(line.url)
    line.stop_after(HALF_BYTES)
    visitor.choose(*files)
    visitor.expect_half_way(files[0].name)


def test_a_large_file_goes_in_chunks(
    visitor: Visitor, program: Program, line: CountingLine, photo: Path
) -> None:
    begin(visitor, line, photo)
    assert list((program.folder / ".dropslot" / "chunks").iterdir()) != []
    line.go_on()
    visitor.expect_pictures("photo.jpg")
    assert only_file(program) == PHOTO


def test_a_paused_file_goes_on_from_there(
    visitor: Visitor, program: Program, line: CountingLine, photo: Path
) -> None:
    begin(visitor, line, photo)

    visitor.press("button", "Pause photo.jpg")
    visitor.expect_row("photo.jpg", "Paused")
    line.go_on()
    visitor.press("button", "Resume photo.jpg")

    visitor.expect_pictures("photo.jpg")
    assert only_file(program) == PHOTO
    assert line.sent_bytes < len(PHOTO) + 2 * CHUNK_BYTES + ENVELOPE_BYTES


def test_a_file_that_is_cancelled_half_way_is_nowhere(
    visitor: Visitor, program: Program, line: CountingLine, photo: Path
) -> None:
    begin(visitor, line, photo)
    line.go_on()

    visitor.press("button", "Cancel photo.jpg")

    visitor.expect_none("listitem", "photo.jpg")
    partial = program.folder / ".dropslot" / "chunks"
    wait_for(lambda: not list(partial.iterdir()), "an empty folder")
    assert program.names() == []


def test_after_a_reload_the_same_file_goes_on_where_it_had_stopped(
    visitor: Visitor, program: Program, line: CountingLine, photo: Path
) -> None:
    begin(visitor, line, photo)

    visitor.reload()
    visitor.find("heading", "1 file was not finished.")
    line.go_on()
    visitor.choose(photo)

    visitor.expect_pictures("photo.jpg")
    visitor.expect_none("heading", "1 file was not finished.")
    assert only_file(program) == PHOTO
    assert line.sent_bytes < len(PHOTO) + 2 * CHUNK_BYTES + ENVELOPE_BYTES


def test_after_a_reload_all_five_files_are_offered(
    visitor: Visitor, program: Program, line: CountingLine, five: list[Path]
) -> None:
    visitor.open(line.url)
    line.stop_after(HALF_BYTES)
    visitor.choose(*five)
    wait_for(lambda: line.stands_still, "a line that stands still")

    visitor.reload()

    visitor.find("heading", "5 files were not finished.")


def test_whoever_leaves_and_comes_back_loses_none_of_five_files(
    visitor: Visitor, program: Program, line: CountingLine, five: list[Path]
) -> None:
    visitor.open(line.url)
    line.stop_after(HALF_BYTES)
    visitor.choose(*five)
    wait_for(lambda: line.stands_still, "a line that stands still")

    is_the_same = visitor.leave_and_come_back()

    line.go_on()
    # Where the browser has kept the page as it was, they go on by themselves.
    if not is_the_same:
        visitor.find("heading", "5 files were not finished.")
        visitor.choose(*five)

    visitor.expect_pictures(*NAMES)
    visitor.expect_none("heading", "5 files were not finished.")


def test_after_a_cut_line_files_go_on_by_themselves(
    visitor: Visitor, program: Program, line: CountingLine, photo: Path
) -> None:
    begin(visitor, line, photo)

    line.cut()
    visitor.expect_row("photo.jpg", "Connection problem. Trying again in")
    line.go_on()

    visitor.expect_pictures("photo.jpg")
    assert only_file(program) == PHOTO


def test_a_server_that_dies_is_waited_for(
    visitor: Visitor, program: Program, line: CountingLine, photo: Path
) -> None:
    begin(visitor, line, photo)

    port = program.port
    program.kill()
    line.go_on()
    visitor.expect_row("photo.jpg", "Connection problem. Trying again in")
    program.start(port=port)

    visitor.expect_pictures("photo.jpg")
    assert only_file(program) == PHOTO


def test_files_go_on_while_nobody_looks(
    visitor: Visitor, program: Program, line: CountingLine, five: list[Path]
) -> None:
    visitor.open(line.url)
    line.stop_after(HALF_BYTES)
    visitor.choose(*five)
    wait_for(lambda: line.stands_still, "a line that stands still")

    with visitor.elsewhere():
        line.go_on()
        wait_for(lambda: titles(program) == sorted(NAMES), "all five files")

    visitor.expect_pictures(*NAMES)


def only_file(program: Program) -> bytes:
    """What is in the upload folder."""
    (path,) = program.folder.glob("*.jpg")
    return path.read_bytes()
