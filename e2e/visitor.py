"""What a visitor does on the page, and what they see there; by role and label."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect


def payload(name: str, body: bytes) -> FilePayload:
    """A file as the browser's picker gives it."""
    return {"name": name, "mimeType": "", "buffer": body}


def choose(page: Page, *files: FilePayload | Path, by: str = "Choose files") -> None:
    """Choose files with one of the page's own buttons."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=by, exact=True).click()
    chooser.value.set_files(list(files))  # type: ignore[arg-type]


def row(page: Page, name: str) -> Locator:
    """The row of a file."""
    return page.get_by_role("listitem", name=name, exact=True)


def gallery(page: Page) -> Locator:
    """The pictures that have arrived."""
    return page.get_by_role("region", name="Pictures").get_by_role("img")


def throttle(page: Page, bytes_a_second: int) -> None:
    """Make the line slow, as a train's is."""
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": bytes_a_second,
        },
    )


def expect_arrived(page: Page, *names: str) -> None:
    """Wait until files have arrived."""
    for name in names:
        expect(row(page, name)).to_contain_text("Arrived", timeout=20_000)
