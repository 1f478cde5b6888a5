"""Pictures go up: bars that move, rows that tell, files that arrive byte for byte."""

from __future__ import annotations

import re
from pathlib import Path

from engines.webdriver import wait_for
from pictures import flat_png, jpeg
from playwright.sync_api import Page, expect
from program import Program, StartProgram
from visitor import choose, expect_arrived, gallery, payload, row, throttle

STEPS = """(element) => {
    window.steps = [];
    const look = () => {
        const bar = element.querySelector("progress");
        const status = element.innerText;
        window.steps.push([bar.hidden ? null : bar.getAttribute("value"), status]);
    };
    new MutationObserver(look).observe(
        element, {subtree: true, childList: true, attributes: true, characterData: true}
    );
}"""


def test_a_bar_moves_and_the_file_arrives_byte_for_byte(
    page: Page, program: Program
) -> None:
    # It takes a moment to check.
    photo = flat_png(6_000, 6_000)
    page.goto(program.url)
    throttle(page, len(photo) // 3)

    choose(page, payload("photo.png", photo))
    row(page, "photo.png").evaluate(STEPS)
    expect_arrived(page, "photo.png")

    steps = page.evaluate("window.steps")
    values = [float(value) for value, _ in steps if value is not None]
    assert any(0 < value < 1 for value in values)
    assert values == sorted(values)
    assert any("Checking the picture…" in text for _, text in steps)
    (stored,) = program.folder.glob("*.png")
    assert stored.read_bytes() == photo


def test_twelve_files_at_once_all_arrive_and_are_summed_up(
    page: Page, program: Program
) -> None:
    names = [f"photo {n}.jpg" for n in range(12)]
    page.goto(program.url)

    choose(page, *[payload(name, jpeg(seed=n)) for n, name in enumerate(names)])

    expect_arrived(page, *names)
    expect(page.get_by_text("All 12 pictures arrived.").first).to_be_visible()
    assert len(list(program.folder.glob("*.jpg"))) == 12
    expect(gallery(page)).to_have_count(12)


def test_what_arrived_shows_in_the_gallery_without_a_reload(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    expect(page.get_by_text("No pictures yet.")).to_be_visible()

    choose(page, payload("头像.jpg", jpeg()))

    expect(gallery(page)).to_have_attribute("alt", "头像.jpg")
    expect(page.get_by_text("No pictures yet.")).to_be_hidden()


def test_the_title_of_the_tab_tells_how_far_it_is(page: Page, program: Program) -> None:
    photo = jpeg(width=1600, height=1200)
    page.goto(program.url)
    throttle(page, len(photo) // 3)

    choose(page, payload("photo.jpg", photo))

    expect(page).to_have_title(re.compile(r"^[1-9]\d?% · Dropslot$"))
    expect_arrived(page, "photo.jpg")
    expect(page).to_have_title("Dropslot")


def test_a_cancelled_file_is_not_kept_and_the_others_resume(
    page: Page, program: Program
) -> None:
    large = jpeg(width=2000, height=1500)
    page.goto(program.url)
    throttle(page, len(large) // 4)
    choose(page, payload("large.jpg", large), payload("small.jpg", jpeg()))

    page.get_by_role("button", name="Cancel large.jpg").click()

    expect(row(page, "large.jpg")).to_have_count(0)
    expect_arrived(page, "small.jpg")
    assert len(program.names()) == 1
    assert list((program.folder / ".dropslot" / "staging").iterdir()) == []


def test_the_same_file_twice_is_pointed_out(
    page: Page, program: Program, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg())
    page.clock.install()
    page.goto(program.url)
    choose(page, photo)
    expect_arrived(page, "photo.jpg")

    choose(page, photo)

    expect(page.get_by_text("Already in the list", exact=True)).to_be_visible()
    page.clock.fast_forward("04")
    expect(page.get_by_text("Already in the list", exact=True)).to_be_hidden()
    assert len(program.names()) == 1


def test_finished_rows_stay_until_they_are_cleared(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    choose(page, payload("photo.jpg", jpeg()))
    expect_arrived(page, "photo.jpg")

    page.get_by_role("button", name="Remove finished").click()

    expect(row(page, "photo.jpg")).to_have_count(0)
    expect(gallery(page)).to_have_count(1)
    expect(page.get_by_role("button", name="Choose files")).to_be_focused()


def test_a_taken_back_picture_is_gone_and_can_be_had_again(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()), payload("b.jpg", jpeg(seed=2)))
    expect_arrived(page, "a.jpg", "b.jpg")

    page.get_by_role("button", name="Delete a.jpg").click()
    expect(gallery(page)).to_have_count(1)
    page.get_by_role("button", name="Undo").click()

    expect(gallery(page)).to_have_count(2)
    page.get_by_role("button", name="Delete a.jpg").click()
    page.reload()
    expect(gallery(page)).to_have_count(1)
    # It is out of sight before the server has been told.
    wait_for(lambda: len(program.names()) == 1, "one picture in the folder")


def test_two_taken_back_at_once_come_back_together(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()), payload("b.jpg", jpeg(seed=2)))
    expect_arrived(page, "a.jpg", "b.jpg")

    page.get_by_role("button", name="Delete a.jpg").click()
    page.get_by_role("button", name="Delete b.jpg").click()
    expect(page.get_by_text("2 deleted.").first).to_be_visible()
    assert len(program.names()) == 2
    page.get_by_role("button", name="Undo").click()

    expect(gallery(page)).to_have_count(2)
    assert len(program.names()) == 2


def test_leaving_is_warned_about_only_while_something_is_going(
    page: Page, program: Program
) -> None:
    photo = jpeg(width=2000, height=1500)
    page.goto(program.url)
    throttle(page, len(photo) // 20)
    choose(page, payload("photo.jpg", photo))
    expect(row(page, "photo.jpg").get_by_role("progressbar")).to_be_visible()
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", stay)
    page.reload()
    assert asked == ["beforeunload"]

    page.reload()
    assert asked == ["beforeunload"]


def test_links_are_copied(page: Page, program: Program) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(program.url)
    choose(page, payload("photo.jpg", jpeg()))
    expect_arrived(page, "photo.jpg")

    page.get_by_role("button", name="Copy link photo.jpg").click()

    expect(row(page, "photo.jpg")).to_contain_text("Copied")
    (name,) = program.names()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{program.url}/uploads/{name}"


def test_the_page_tells_the_limits_in_words(
    page: Page, start_program: StartProgram
) -> None:
    program = start_program(MAX_CONTENT_LENGTH=2 * 1024**2, UPLOAD_EXTENSIONS=".png")

    page.goto(program.url)

    expect(page.get_by_text("PNG, up to 2 MB each")).to_be_visible()
