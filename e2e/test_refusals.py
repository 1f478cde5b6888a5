"""What is refused says so next to the file, in the server's words, without a hover."""

from __future__ import annotations

import pytest
from pictures import jpeg
from playwright.sync_api import FilePayload, Page, Request, expect
from program import StartProgram
from visitor import choose, expect_arrived, payload, row

LIMIT_BYTES = 512 * 1024
CASES = [
    pytest.param(
        payload("notes.txt", b"hello"),
        "Invalid image: notes.txt is not a picture",
        0,
        id="an extension that is not taken, by the page",
    ),
    pytest.param(
        payload("text.jpg", b"this is no picture"),
        "Invalid image: text.jpg is not a picture",
        1,
        id="a text with a picture's name, by the server",
    ),
    pytest.param(
        payload("cut.jpg", jpeg()[:-50]),
        "Invalid image: cut.jpg is cut short.",
        1,
        id="a photo that is cut short, by the server",
    ),
    pytest.param(
        payload("empty.jpg", b""),
        "Invalid image: empty.jpg is empty.",
        0,
        id="an empty file, by the page",
    ),
    pytest.param(
        payload("large.jpg", bytes(LIMIT_BYTES + 1)),
        "File is too large: 512.1 KB; the limit is 512 KB.",
        0,
        id="a file that is too large, by the page",
    ),
]


@pytest.mark.parametrize(("file", "sentence", "requests"), CASES)
def test_a_refused_file_stays_with_its_sentence(
    page: Page,
    start_program: StartProgram,
    file: FilePayload,
    sentence: str,
    requests: int,
) -> None:
    program = start_program(MAX_CONTENT_LENGTH=LIMIT_BYTES)
    page.goto(program.url)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))

    choose(page, file, payload("good.jpg", jpeg()))

    expect(row(page, file["name"])).to_contain_text(sentence)
    expect_arrived(page, "good.jpg")
    assert [r.method for r in sent].count("POST") == requests + 1
    assert len(program.names()) == 1


def test_a_file_that_only_the_server_finds_too_large_shows_its_sentence(
    page: Page, start_program: StartProgram
) -> None:
    program = start_program(MAX_CONTENT_LENGTH=LIMIT_BYTES)
    # A page that was loaded before the operator lowered the limit.
    page.route(
        program.url + "/",
        lambda route: (
            route.fulfill(
                response=(answer := route.fetch()),
                body=answer.text().replace(str(LIMIT_BYTES), str(64 * LIMIT_BYTES)),
            )
            if route.request.method == "GET"
            else route.continue_()
        ),
    )
    page.goto(program.url)

    choose(page, payload("large.jpg", bytes(2 * LIMIT_BYTES)))

    expect(row(page, "large.jpg")).to_contain_text(
        "File is too large: 1 MB; the limit is 512 KB."
    )


def test_a_refused_file_can_be_removed_but_not_retried(
    page: Page, start_program: StartProgram
) -> None:
    page.goto(start_program().url)
    choose(page, payload("cut.jpg", jpeg()[:-50]))
    expect(row(page, "cut.jpg")).to_contain_text("is cut short.")

    assert row(page, "cut.jpg").get_by_role("button").all_inner_texts() == ["Remove"]
    page.get_by_role("button", name="Remove cut.jpg").click()

    expect(row(page, "cut.jpg")).to_have_count(0)


def test_many_refusals_are_told_to_a_screen_reader_as_one(
    page: Page, start_program: StartProgram
) -> None:
    page.goto(start_program().url)
    alert = page.get_by_role("alert")

    choose(page, *[payload(f"{n}.jpg", b"no picture") for n in range(5)])

    expect(alert).to_contain_text("5 files were refused.")


def test_a_name_full_of_markup_is_shown_as_it_is(
    page: Page, start_program: StartProgram
) -> None:
    name = "<img src=x onerror=alert(1)>.jpg"
    page.goto(start_program().url)

    choose(page, payload(name, b"no picture"))

    expect(row(page, name)).to_contain_text(f"Invalid image: {name} is not a picture")
