"""What a visitor does on the page, and what they see there; by role and label."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from playwright.sync_api import CDPSession, FilePayload, Locator, Page, expect


def payload(name: str, body: bytes) -> FilePayload:
    """A file as the browser's picker gives it."""
    return {"name": name, "mimeType": "", "buffer": body}


# Once there are files the drop area folds, and its button asks for more of them.
CHOOSE_FILES = re.compile("^(Choose files|Add more)$")


def choose(
    page: Page, *files: FilePayload | Path, by: str | re.Pattern[str] = CHOOSE_FILES
) -> None:
    """Choose files with one of the page's own buttons."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=by, exact=True).first.click()
    chooser.value.set_files(list(files))  # type: ignore[arg-type]


def row(page: Page, name: str) -> Locator:
    """The row of a file."""
    return page.get_by_role("listitem", name=name, exact=True)


def gallery(page: Page) -> Locator:
    """The pictures that have arrived."""
    return page.get_by_role("region", name="Pictures").get_by_role("img")


def throttle(page: Page, bytes_a_second: int) -> None:
    """Make the line slow, as a train's is; -1: as fast as it is."""
    _emulate(page, offline=False, bytes_a_second=bytes_a_second)


def cut(page: Page) -> None:
    """Break the line off, in the middle of whatever is on it."""
    _emulate(page, offline=True, bytes_a_second=-1)


def _emulate(page: Page, offline: bool, bytes_a_second: int) -> None:
    _session(page).send(
        "Network.emulateNetworkConditions",
        {
            "offline": offline,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": bytes_a_second,
        },
    )


@cache
def _session(page: Page) -> CDPSession:
    # One a page: the conditions of several would add up.
    return page.context.new_cdp_session(page)


def expect_arrived(page: Page, *names: str) -> None:
    """Wait until files have arrived."""
    for name in names:
        expect(row(page, name)).to_contain_text("Arrived", timeout=20_000)
