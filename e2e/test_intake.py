"""Every way in: a drop anywhere, folders, the clipboard, a phone's picker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pictures import jpeg, png
from playwright.sync_api import Browser, JSHandle, Page, expect
from program import Program
from visitor import choose, expect_arrived, payload, row

MAKE_TRANSFER = """([name, bytes]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], name));
    return transfer;
}"""
PASTE = """([name, bytes]) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(
        new File([new Uint8Array(bytes)], name, {type: "image/png"})
    );
    const event = new ClipboardEvent("paste", {clipboardData, bubbles: true});
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


def test_what_is_no_file_is_refused_while_it_is_dragged(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    text = page.evaluate_handle(
        "() => { const t = new DataTransfer(); t.setData('text/plain', 'x'); return t }"
    )

    page.dispatch_event("body", "dragenter", {"dataTransfer": text})

    expect(page.get_by_text("Only files can be dropped here.")).to_be_visible()


def test_a_real_drop_of_a_folder_takes_all_that_is_in_it(
    page: Page, program: Program, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path)
    page.goto(program.url)

    really_drop(page, [folder])

    expect_arrived(page, "a.jpg", "b.jpg", "c.jpg")
    expect(row(page, ".hidden.jpg")).to_have_count(0)


def test_a_folder_can_be_chosen(page: Page, program: Program, tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    page.goto(program.url)

    choose(page, folder, by="Choose folder")

    expect_arrived(page, "a.jpg", "b.jpg", "c.jpg")


def test_a_picture_from_the_clipboard_is_named_by_the_time(
    page: Page, program: Program
) -> None:
    page.goto(program.url)

    page.evaluate(PASTE, ["image.png", list(png())])

    (name,) = [u["title"] for u in wait_for_uploads(page, program)]
    assert name.startswith("Pasted 20")
    assert name.endswith(".png")


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


def transfer_of(page: Page, name: str, body: bytes) -> JSHandle:
    return page.evaluate_handle(MAKE_TRANSFER, [name, list(body)])


def really_drop(page: Page, paths: list[Path]) -> None:
    """A drop as the operating system makes it, folders and all."""
    session = page.context.new_cdp_session(page)
    data: dict[str, Any] = {
        "items": [],
        "files": [str(path) for path in paths],
        "dragOperationsMask": 1,
    }
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send(
            "Input.dispatchDragEvent", {"type": kind, "x": 9, "y": 9, "data": data}
        )


def make_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "holiday"
    (folder / "deeper").mkdir(parents=True)
    for n, name in enumerate(("a.jpg", "b.jpg", "deeper/c.jpg", ".hidden.jpg")):
        (folder / name).write_bytes(jpeg(seed=n))
    return folder


def wait_for_uploads(page: Page, program: Program) -> list[dict[str, Any]]:
    expect(page.get_by_text("Your picture arrived.").first).to_be_visible()
    listed: dict[str, Any] = program.get_json("/uploads/")
    return list(listed["uploads"])
