"""Large files go in chunks, and only what is missing is ever sent again."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from counting import counting
from eight_chunks import CHUNK_BYTES, PHOTO
from pictures import jpeg
from playwright.sync_api import Page, Request, Route, expect
from program import Program, StartProgram
from visitor import choose, cut, expect_arrived, payload, row, throttle

# Eight chunks, the last one shorter.
# The headers and fields around the chunks, the page itself and its questions.
ENVELOPE_BYTES = 40_000


@pytest.fixture
def program(start_program: StartProgram) -> Program:
    """One that takes the photo in eight chunks."""
    return start_program(CHUNK_BYTES=CHUNK_BYTES)


def test_a_line_that_is_cut_in_the_third_chunk_costs_no_more_than_that(
    page: Page, program: Program
) -> None:
    with counting(program) as line:
        page.goto(line.url)
        throttle(page, int(CHUNK_BYTES * 0.8))
        choose(page, payload("photo.jpg", PHOTO))
        expect_third_chunk(page)

        cut(page)
        expect(page.get_by_text("You are offline.").first).to_be_visible()
        expect(row(page, "photo.jpg")).to_contain_text("Waiting")
        throttle(page, -1)

        expect_arrived(page, "photo.jpg")
        expect(page.get_by_text("You are offline.").first).to_be_hidden()
    assert stored(program) == [PHOTO]
    assert line.sent_bytes < len(PHOTO) + CHUNK_BYTES + ENVELOPE_BYTES


def test_a_server_that_is_killed_has_what_it_acknowledged(
    page: Page, program: Program
) -> None:
    port = program.port
    with counting(program) as line:
        page.goto(line.url)
        throttle(page, int(CHUNK_BYTES * 0.8))
        choose(page, payload("photo.jpg", PHOTO))
        expect_third_chunk(page)

        program.kill()
        throttle(page, -1)
        expect(row(page, "photo.jpg")).to_contain_text("Trying again in")
        # Before it is back, so that nothing it is sent goes uncounted.
        before_bytes = line.sent_bytes
        program.start(port=port)

        expect_arrived(page, "photo.jpg")
    assert stored(program) == [PHOTO]
    # Two of the eight had been acknowledged.
    rest_bytes = len(PHOTO) - 2 * CHUNK_BYTES
    assert line.sent_bytes - before_bytes < rest_bytes + ENVELOPE_BYTES


def test_a_chunk_that_is_not_taken_is_tried_again_later_and_later(
    page: Page, program: Program
) -> None:
    tries: list[float] = []

    def stumble(route: Route) -> None:
        if route.request.method == "POST":
            tries.append(time.monotonic())
        if len(tries) in (3, 4):
            route.fulfill(status=503, body="<h1>Busy</h1>")
        else:
            route.continue_()

    page.route(program.url + "/", stumble)
    page.goto(program.url)

    choose(page, payload("photo.jpg", PHOTO))

    expect_arrived(page, "photo.jpg")
    assert len(tries) == 8 + 2
    first, second = tries[3] - tries[2], tries[4] - tries[3]
    assert 0.3 < first < second
    assert stored(program) == [PHOTO]


def test_a_file_that_is_refused_with_its_last_chunk_says_why_and_is_left_alone(
    page: Page, program: Program
) -> None:
    posts = posts_of(page)
    page.goto(program.url)
    sentence = "Invalid image: cut.jpg is cut short."

    choose(page, payload("cut.jpg", PHOTO[:-50]))

    expect(row(page, "cut.jpg")).to_contain_text(sentence)
    expect(page.get_by_role("alert")).to_have_text(sentence)
    choose(page, payload("next.jpg", jpeg()))
    expect_arrived(page, "next.jpg")
    assert len(posts) == 8 + 1


def test_a_cancelled_file_leaves_nothing_on_the_server(
    page: Page, program: Program
) -> None:
    hidden = program.folder / ".dropslot"
    page.goto(program.url)
    throttle(page, int(CHUNK_BYTES * 0.8))
    choose(page, payload("photo.jpg", PHOTO))
    expect_third_chunk(page)
    assert list((hidden / "chunks").iterdir())

    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.get_by_role("button", name="Cancel photo.jpg").click()

    expect(row(page, "photo.jpg")).to_have_count(0)
    assert list((hidden / "chunks").iterdir()) == []
    assert list((hidden / "staging").iterdir()) == []
    page.reload()
    expect(page.get_by_role("button", name="Choose files")).to_be_visible()
    expect(page.get_by_text("not finished")).to_have_count(0)


def test_two_tabs_that_send_the_same_file_both_see_it_arrive(
    page: Page, program: Program, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(PHOTO)
    other = page.context.new_page()
    page.goto(program.url)
    throttle(page, CHUNK_BYTES * 2)
    choose(page, photo)
    expect(row(page, "photo.jpg").get_by_role("progressbar")).to_be_visible()

    other.goto(program.url)
    choose(other, photo)

    expect_arrived(other, "photo.jpg")
    expect_arrived(page, "photo.jpg")
    assert stored(program) == [PHOTO]


def expect_third_chunk(page: Page) -> None:
    """Wait until the third of eight chunks is on its way."""
    bar = row(page, "photo.jpg").get_by_role("progressbar")
    middle = re.compile(r"0\.(2[6-9]|3[0-6])")
    expect(bar).to_have_attribute("value", middle, timeout=20_000)


def stored(program: Program) -> list[bytes]:
    """The bytes of all files that are kept."""
    return [path.read_bytes() for path in program.folder.glob("*.jpg")]


def posts_of(page: Page) -> list[Request]:
    """Every request of a page that sends something, as they come."""
    posts: list[Request] = []
    page.on("request", lambda r: posts.append(r) if r.method == "POST" else None)
    return posts
