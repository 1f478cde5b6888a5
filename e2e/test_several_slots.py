"""Several drop areas on one page: each takes, shows and remembers what is its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from dragging import Drag
from eight_chunks import CHUNK_BYTES, PHOTO
from pictures import jpeg
from playwright.sync_api import Locator, Page, expect
from strict_hosting import StartStrictHost, StrictHost, middle, slot_in, visit
from visitor import payload, throttle

SLOTS = ("Front", "Back", "Scans")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """One on the visitor's disk."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg())
    return path


def test_what_is_dropped_on_one_shows_on_no_other(
    page: Page, strict_host: StrictHost, picture: Path
) -> None:
    visit(page, f"{strict_host.url}/several")

    Drag(page, picture).drop(*middle(slot_in(page, "Back")))

    expect(rows(page, "Back")).to_contain_text("Arrived")
    expect(rows(page, "Front")).to_have_count(0)
    expect(rows(page, "Scans")).to_have_count(0)
    assert (strict_host.kept, strict_host.scans) == ([jpeg()], [])


def test_each_sends_to_its_own_dropslot(page: Page, strict_host: StrictHost) -> None:
    visit(page, f"{strict_host.url}/several")

    for seed, label in enumerate(SLOTS):
        files = slot_in(page, label).locator("#files")
        files.set_input_files([payload(f"{label}.jpg", jpeg(seed=seed))])

    for label in SLOTS:
        expect(rows(page, label)).to_contain_text("Arrived")
    assert sorted(strict_host.kept) == sorted([jpeg(seed=0), jpeg(seed=1)])
    assert strict_host.scans == [jpeg(seed=2)]


def test_the_veil_covers_the_one_that_something_is_dragged_over(
    page: Page, strict_host: StrictHost, picture: Path
) -> None:
    visit(page, f"{strict_host.url}/several")
    drag = Drag(page, picture)

    drag.over(*middle(slot_in(page, "Front")))
    expect(veil(page, "Front")).to_be_visible()
    expect(veil(page, "Back")).to_be_hidden()
    assert veil(page, "Front").bounding_box() == slot_in(page, "Front").bounding_box()

    drag.over(*middle(slot_in(page, "Back")))
    expect(veil(page, "Back")).to_be_visible()
    expect(veil(page, "Front")).to_be_hidden()

    drag.over(*middle(page.get_by_role("heading", name="Host", exact=True)))
    expect(veil(page, "Back")).to_be_hidden()


def test_each_lists_what_it_did_not_finish_itself(
    page: Page, start_strict_host: StartStrictHost
) -> None:
    strict_host = start_strict_host(CHUNK_BYTES=CHUNK_BYTES)
    page.on("dialog", lambda dialog: dialog.accept())
    visit(page, f"{strict_host.url}/several")
    throttle(page, len(PHOTO) // 8)
    files = slot_in(page, "Back").locator("#files")
    files.set_input_files([payload("photo.jpg", PHOTO)])
    bar = rows(page, "Back").get_by_role("progressbar")
    expect(bar).not_to_have_attribute("value", "0")

    page.reload()

    heading = "1 file was not finished."
    expect(slot_in(page, "Back").get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("heading", name=heading)).to_have_count(1)


def test_to_undo_brings_back_what_was_deleted_there(
    page: Page, strict_host: StrictHost
) -> None:
    visit(page, f"{strict_host.url}/several")
    for seed, label in enumerate(("Front", "Back")):
        files = slot_in(page, label).locator("#files")
        files.set_input_files([payload(f"{label}.jpg", jpeg(seed=seed))])
        expect(rows(page, label)).to_contain_text("Arrived")
        page.get_by_role("button", name=f"Delete {label}.jpg").click()

    slot_in(page, "Back").get_by_role("button", name="Undo").press("Control+z")

    expect(rows(page, "Back")).to_contain_text("Arrived")
    expect(rows(page, "Front").and_(page.locator(":visible"))).to_have_count(0)


def rows(page: Page, label: str) -> Locator:
    """The rows of one slot's files."""
    return slot_in(page, label).locator("#rows > li")


def veil(page: Page, label: str) -> Locator:
    """What covers one slot while something is dragged over it."""
    return slot_in(page, label).locator("#overlay")
