"""Files come to the page, and from there to the gallery."""

from __future__ import annotations

from pathlib import Path

from counting import CountingLine
from pictures import encoded
from PIL import Image
from program import Program

from engines.conftest import Engine
from engines.titles import titles
from engines.visitor import Visitor

COUNT = 300


def test_chosen_files_arrive(
    visitor: Visitor, program: Program, photos: list[Path]
) -> None:
    visitor.open(program.url)

    visitor.choose(*photos)

    visitor.expect_pictures(*[photo.name for photo in photos])
    assert stored(program) == sorted(photo.read_bytes() for photo in photos)


def test_dropped_files_arrive(
    visitor: Visitor, program: Program, photos: list[Path]
) -> None:
    visitor.open(program.url)

    visitor.drop(*photos)

    visitor.expect_pictures(*[photo.name for photo in photos])
    assert stored(program) == sorted(photo.read_bytes() for photo in photos)


def test_what_is_no_picture_is_refused_with_a_sentence_and_can_be_removed(
    visitor: Visitor, program: Program, photos: list[Path]
) -> None:
    good, bad, letter = photos[0], photos[1], photos[2].with_name("letter.txt")
    bad.write_bytes(b"Dear Ann," * 100)
    letter.write_bytes(b"Dear Ann,")
    visitor.open(program.url)

    visitor.choose(good, bad, letter)

    visitor.expect_row("two.jpg", "two.jpg is not a picture of an accepted kind")
    visitor.expect_row("letter.txt", "letter.txt is not a picture.")
    visitor.expect_pictures("one.jpg")
    visitor.expect_none("button", "Retry two.jpg")
    visitor.press("button", "Remove two.jpg")
    visitor.expect_none("listitem", "two.jpg")


def test_a_file_that_is_deleted_before_its_turn_says_so_and_the_others_arrive(
    visitor: Visitor, program: Program, line: CountingLine, photos: list[Path]
) -> None:
    visitor.open(line.url)
    line.stop_after(0)
    visitor.choose(*photos)
    visitor.expect_row("five.jpg", "Waiting")

    photos[-1].unlink()
    line.go_on()

    visitor.expect_row("five.jpg", "changed, moved or deleted")
    visitor.expect_pictures("one.jpg", "two.jpg", "three.jpg", "four.jpg")


def test_three_hundred_files_arrive(
    visitor: Visitor, program: Program, tmp_path: Path
) -> None:
    tiny = encoded(Image.new("RGB", (1, 1), "teal"), "PNG")
    many = [tmp_path / f"{number:03}.png" for number in range(COUNT)]
    for path in many:
        path.write_bytes(tiny)
    visitor.open(program.url)

    visitor.choose(*many)

    visitor.expect_text(f"All {COUNT} pictures arrived.")
    assert titles(program) == [path.name for path in many]


def test_where_the_browser_keeps_nothing_files_arrive_all_the_same(
    engine: Engine, program: Program, photos: list[Path]
) -> None:
    with engine.session(keeps=False) as session:
        visitor = Visitor(session)
        visitor.open(program.url)

        visitor.choose(photos[0])

        visitor.expect_pictures("one.jpg")
        visitor.hear()
        assert visitor.complaints == []


def stored(program: Program) -> list[bytes]:
    """What is in the upload folder."""
    return sorted(path.read_bytes() for path in program.folder.glob("*.jpg"))
