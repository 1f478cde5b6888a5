"""A drop anywhere on the page, of files and of folders with all that is in them."""

from __future__ import annotations

import shutil
from pathlib import Path

from dragging import Drag
from folders import make_folder
from pictures import jpeg
from playwright.sync_api import JSHandle, Page, expect
from program import Program
from visitor import expect_arrived

MAKE_TRANSFER = """([name, bytes]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], name));
    return transfer;
}"""
# Before the page reads the folder that is called so, it goes.
REMOVE_BEFORE_READING = """(name) => {
    addEventListener("drop", ({dataTransfer}) => {
        const entry = Object.getPrototypeOf(dataTransfer.items[0].webkitGetAsEntry());
        const real = entry.createReader;
        entry.createReader = function () {
            const reader = real.call(this);
            const goes = this.name === name ? removeFolder() : Promise.resolve();
            const readEntries = (...settle) =>
                goes.then(() => reader.readEntries(...settle));
            return {readEntries};
        };
    }, {capture: true});
}"""
# As browsers give some of what other programs drag.
DROP_A_NULL = """(transfer) => {
    const [item] = transfer.items;
    const items = [{kind: "file", type: "", getAsFile: () => null}, item];
    const event = new Event("drop", {bubbles: true, cancelable: true});
    event.dataTransfer = {types: ["Files"], items};
    document.body.dispatchEvent(event);
}"""


def test_a_drop_anywhere_on_the_page_counts(page: Page, program: Program) -> None:
    page.goto(program.url)
    transfer = transfer_of(page, "photo.jpg", jpeg())

    page.dispatch_event("body", "dragenter", {"dataTransfer": transfer})
    expect(page.get_by_text("Drop to add")).to_be_visible()
    page.dispatch_event("body", "dragover", {"dataTransfer": transfer})
    page.dispatch_event("h2", "drop", {"dataTransfer": transfer})

    expect(page.get_by_text("Drop to add")).to_be_hidden()
    expect_arrived(page, "photo.jpg")


def test_dragging_across_the_page_does_not_flicker(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    transfer = transfer_of(page, "photo.jpg", jpeg())
    veil = page.get_by_text("Drop to add")

    page.dispatch_event("body", "dragenter", {"dataTransfer": transfer})
    for entered, left in (("main", "body"), ("h1", "main"), ("body", "h1")):
        page.dispatch_event(entered, "dragenter", {"dataTransfer": transfer})
        expect(veil).to_be_visible()
        page.dispatch_event(left, "dragleave", {"dataTransfer": transfer})
        expect(veil).to_be_visible()
    page.dispatch_event("body", "dragleave", {"dataTransfer": transfer})

    expect(veil).to_be_hidden()


def test_a_real_drop_of_a_folder_takes_all_that_is_in_it(
    page: Page, program: Program, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path)
    page.goto(program.url)

    Drag(page, folder).drop()

    expect_arrived(page, "a.jpg", "b.jpg", "c.jpg")
    expect(page.locator("#rows > li")).to_have_count(3)


def test_a_folder_that_cannot_be_read_is_named_and_the_rest_arrives(
    page: Page, program: Program, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path)
    page.expose_function("removeFolder", lambda: shutil.rmtree(folder / "deeper"))
    page.goto(program.url)
    page.evaluate(REMOVE_BEFORE_READING, "deeper")

    Drag(page, folder).drop()

    expect_arrived(page, "a.jpg", "b.jpg")
    sentence = "The folder deeper could not be read."
    expect(page.locator(".reading")).to_have_text(sentence)
    expect(page.get_by_role("status").first).to_contain_text(sentence)


def test_a_file_that_the_browser_does_not_hand_out_is_told(
    page: Page, program: Program
) -> None:
    page.goto(program.url)

    page.evaluate(DROP_A_NULL, transfer_of(page, "photo.jpg", jpeg()))

    expect_arrived(page, "photo.jpg")
    expect(page.get_by_text("1 file could not be read.").first).to_be_visible()


def transfer_of(page: Page, name: str, body: bytes) -> JSHandle:
    return page.evaluate_handle(MAKE_TRANSFER, [name, list(body)])
