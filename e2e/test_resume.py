"""After a reload or a crash files go on where they stopped."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest
from counting import counting
from eight_chunks import CHUNK_BYTES, PHOTO, expect_half_way, stop_half_way
from playwright.sync_api import Page, expect
from program import Program, StartProgram
from visitor import choose, expect_arrived, row, throttle

ENVELOPE_BYTES = 60_000
# A drop of a file that the browser can keep hold of.
DROP = """async ([name, base64]) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle(name, {create: true});
    const writable = await handle.createWritable();
    await writable.write(bytes);
    await writable.close();
    DataTransferItem.prototype.getAsFileSystemHandle = async () => handle;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(await handle.getFile());
    const event = {dataTransfer, bubbles: true, cancelable: true};
    document.body.dispatchEvent(new DragEvent("drop", event));
}"""


# What Chromium does when a visitor blocks all cookies.
FORBIDDEN = """
for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, {
        get() { throw new DOMException("Access is denied.", "SecurityError"); },
    });
}
window.BroadcastChannel = class {
    constructor() { throw new DOMException("Access is denied.", "SecurityError"); }
};
indexedDB.open = () => { throw new DOMException("No.", "SecurityError"); };
"""


# What an earlier visit has left of 300 files, and what counts how often that is told.
LEAVE = """for (let n = 0; n < 300; n += 1) {
    const entry = {uuid: crypto.randomUUID(), name: `${n}.jpg`, bytes: 9, sent: 0};
    Object.assign(entry, {pieceBytes: 10, at: Date.now()});
    localStorage.setItem(`dropslot / @ ${n}`, JSON.stringify(entry));
}"""
COUNT = """window.told = 0;
new MutationObserver((changes) => { window.told += changes.length; }).observe(
    document.querySelector("#unfinished h2"), {childList: true});"""


@pytest.fixture
def program(start_program: StartProgram) -> Program:
    """One that takes the photo in eight chunks."""
    return start_program(CHUNK_BYTES=CHUNK_BYTES)


def test_after_a_reload_the_same_file_goes_on_where_it_had_stopped(
    page: Page, program: Program, photo: Path
) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    with counting(program) as line:
        page.goto(line.url)
        stop_half_way(page, photo)

        page.reload()
        heading = page.get_by_role("heading", name="1 file was not finished.")
        expect(heading).to_be_focused()
        expect(row(page, "photo.jpg").get_by_role("progressbar")).to_be_visible()
        expect(row(page, "photo.jpg").get_by_role("button")).to_have_text("Remove")
        throttle(page, CHUNK_BYTES)
        choose(page, photo)

        expect(heading).to_be_hidden()
        assert bar_of(page, "photo.jpg") > 0.3
        throttle(page, -1)
        expect_arrived(page, "photo.jpg")
    (stored,) = program.folder.glob("*.jpg")
    assert stored.read_bytes() == PHOTO
    assert line.sent_bytes < len(PHOTO) + CHUNK_BYTES + ENVELOPE_BYTES
    page.reload()
    expect(heading).to_be_hidden()


def test_what_is_not_wanted_any_more_is_forgotten_on_both_sides(
    page: Page, program: Program, photo: Path
) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(program.url)
    stop_half_way(page, photo)
    page.reload()

    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.get_by_role("button", name="Remove photo.jpg").click()

    expect(page.get_by_role("heading", name="not finished")).to_be_hidden()
    expect(page.get_by_role("button", name="Choose files")).to_be_focused()
    assert list((program.folder / ".dropslot" / "chunks").iterdir()) == []


def test_a_file_that_the_browser_has_hold_of_goes_on_with_one_click(
    page: Page, program: Program
) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(program.url)
    throttle(page, CHUNK_BYTES * 2)
    page.evaluate(DROP, ["photo.jpg", b64encode(PHOTO).decode()])
    expect_half_way(page)
    page.reload()

    page.get_by_role("button", name="Resume photo.jpg").click()

    expect_arrived(page, "photo.jpg")
    (stored,) = program.folder.glob("*.jpg")
    assert stored.read_bytes() == PHOTO


def test_a_file_that_another_tab_is_busy_with_is_not_left_over(
    page: Page, program: Program, photo: Path
) -> None:
    page.goto(program.url)
    stop_half_way(page, photo)
    page.get_by_role("button", name="Pause photo.jpg").click()

    other = page.context.new_page()
    other.goto(program.url)
    other.get_by_role("button", name="Choose files").click(trial=True)
    # The others have been asked, and have answered.
    other.evaluate("new Promise((resolve) => setTimeout(resolve, 600))")

    expect(other.get_by_role("heading", name="not finished")).to_be_hidden()


def test_a_browser_that_may_keep_nothing_sends_all_the_same(
    page: Page, program: Program, photo: Path
) -> None:
    page.add_init_script(FORBIDDEN)
    page.goto(program.url)

    choose(page, photo)

    expect_arrived(page, "photo.jpg")


def test_hundreds_of_files_are_forgotten_in_one_go(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    page.evaluate(LEAVE)
    page.reload()
    heading = page.get_by_role("heading", name="300 files were not finished.")
    expect(heading).to_be_visible()
    page.evaluate(COUNT)

    page.get_by_role("button", name="Remove all").click()

    expect(heading).to_be_hidden()
    expect(page.get_by_role("button", name="Choose files")).to_be_focused()
    assert page.evaluate("window.told") <= 2
    assert page.evaluate("localStorage.length") == 0


def bar_of(page: Page, name: str) -> float:
    """How far a file is, from 0 to 1."""
    bar = row(page, name).get_by_role("progressbar")
    return float(bar.get_attribute("value") or 0)
