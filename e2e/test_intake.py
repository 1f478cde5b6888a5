"""The ways in: the pickers, the clipboard, a phone's picker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from folders import make_folder
from members import start_for_ann
from pictures import jpeg, png
from playwright.sync_api import Browser, Page, expect
from program import Program, StartProgram
from visitor import choose, expect_arrived, payload

PASTE = """([name, bytes]) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(
        new File([new Uint8Array(bytes)], name, {type: "image/png"})
    );
    const event = new ClipboardEvent("paste", {clipboardData, bubbles: true});
    document.body.dispatchEvent(event);
}"""
COPY_TEXT_AND_PICTURE = """([text, bytes]) => navigator.clipboard.write([
    new ClipboardItem({
        "text/plain": text,
        "image/png": new Blob([new Uint8Array(bytes)], {type: "image/png"}),
    })
])"""


def test_a_folder_can_be_chosen(page: Page, program: Program, tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    page.goto(program.url)

    choose(page, folder, by="Choose folder")

    expect_arrived(page, "a.jpg", "b.jpg", "c.jpg")


def test_a_file_that_begins_with_a_dot_can_be_chosen(
    page: Page, program: Program
) -> None:
    page.goto(program.url)

    choose(page, payload(".holiday.jpg", jpeg()))

    expect_arrived(page, ".holiday.jpg")


def test_a_folder_with_nothing_but_hidden_files_is_called_empty(
    page: Page, program: Program, tmp_path: Path
) -> None:
    (tmp_path / "trip").mkdir()
    (tmp_path / "trip" / "Thumbs.db").write_bytes(b"x")
    page.goto(program.url)

    choose(page, tmp_path / "trip", by="Choose folder")

    expect(page.locator(".reading")).to_have_text("There is nothing in that folder.")


def test_a_picture_from_the_clipboard_is_named_by_the_time(
    page: Page, program: Program
) -> None:
    page.goto(program.url)

    page.evaluate(PASTE, ["image.png", list(png())])

    (name,) = [u["title"] for u in wait_for_uploads(page, program)]
    assert name.startswith("Pasted 20")
    assert name.endswith(".png")


def test_text_with_a_picture_of_it_is_pasted_into_a_field_as_text(
    page: Page, start_program: StartProgram
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(start_for_ann(start_program).url)
    page.get_by_role("link", name="Sign in").click()
    field = page.get_by_label("Password")
    page.evaluate(COPY_TEXT_AND_PICTURE, ["a secret", list(png())])

    field.press("Control+v")

    expect(field).to_have_value("a secret")
    # The dialog is busy, wherever in it the focus is.
    page.get_by_role("button", name="Cancel").press("Control+v")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#rows > li")).to_have_count(0)

    page.keyboard.press("Control+v")
    expect(page.locator("#rows > li")).to_have_count(1)


def test_a_phone_shows_one_column_and_takes_photos(
    browser: Browser, program: Program
) -> None:
    phone = browser.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
    )
    page = phone.new_page()
    page.goto(program.url)

    choose(page, *[payload(f"{n}.jpg", jpeg(seed=n)) for n in range(8)])

    expect_arrived(page, "7.jpg")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == 390
    page.mouse.wheel(0, 2000)
    expect(page.get_by_role("button", name="Choose photos")).to_be_in_viewport()
    phone.close()


def wait_for_uploads(page: Page, program: Program) -> list[dict[str, Any]]:
    expect(page.get_by_text("Your picture arrived.").first).to_be_visible()
    listed: dict[str, Any] = program.get_json("/uploads/")
    return list(listed["uploads"])
