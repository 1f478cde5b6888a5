"""A drop area that takes only so many pictures."""

from __future__ import annotations

import pytest
from hosting import heard, listen, send_to, value, wait_until_done
from pictures import jpeg
from playwright.sync_api import FilePayload, Page, expect
from program import Program, StartProgram
from visitor import choose, expect_arrived, payload, row

FULL = "Only 2 pictures can be added here."


def pictures(*names: str) -> list[FilePayload]:
    return [payload(f"{name}.jpg", jpeg(seed=ord(name))) for name in names]


@pytest.fixture
def page(page: Page) -> Page:
    """A page that writes down what it hears."""
    listen(page)
    return page


def test_what_is_too_much_is_refused_in_the_list(page: Page, host: Program) -> None:
    page.goto(f"{host.url}/form?max_files=2")

    choose(page, *pictures("a", "b", "c"))
    wait_until_done(page)

    expect_arrived(page, "a.jpg", "b.jpg")
    expect(row(page, "c.jpg")).to_contain_text(FULL)
    ((_, refused),) = heard(page, "refused")
    assert (refused["code"], refused["error"]) == ("too-many-files", FULL)
    assert len(value(page)) == 2


def test_what_it_begins_with_counts_too(page: Page, host: Program) -> None:
    first = send_to(host, "first", jpeg())
    page.goto(f"{host.url}/form?max_files=2&value={first}")
    expect(row(page, "first.jpg")).to_be_visible()

    choose(page, *pictures("a", "b"))
    wait_until_done(page)

    expect(row(page, "b.jpg")).to_contain_text(FULL)


def test_whoever_removes_one_makes_room_and_cannot_have_both(
    page: Page, host: Program
) -> None:
    page.goto(f"{host.url}/form?max_files=2")
    choose(page, *pictures("a", "b"))
    wait_until_done(page)
    row(page, "a.jpg").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()

    choose(page, *pictures("c"))
    wait_until_done(page, 2)

    expect_arrived(page, "c.jpg")
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()
    assert len(value(page)) == 2
    page.wait_for_function(
        "fetch('/photos/uploads/').then(a => a.json())"
        ".then(({uploads}) => uploads.length === 2)"
    )


def test_what_failed_is_not_tried_again_where_others_have_taken_its_room(
    page: Page, start_host: StartProgram
) -> None:
    host = start_host(MAX_TOTAL="1KB")
    page.goto(f"{host.url}/form?max_files=1")
    choose(page, *pictures("a"))
    wait_until_done(page)
    host.signal(15)
    host.wait()
    host.start(port=host.port, MAX_TOTAL="1GB")
    choose(page, *pictures("b"))
    wait_until_done(page, 2)

    row(page, "a.jpg").get_by_role("button", name="Retry").click()

    expect(row(page, "a.jpg")).to_contain_text("Only 1 picture can be added here.")
    assert len(value(page)) == 1


def test_a_limit_is_told_before_it_is_reached(page: Page, host: Program) -> None:
    page.goto(f"{host.url}/form?max_files=2")

    expect(page.get_by_text(FULL, exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Choose folder")).to_be_hidden()


def test_where_only_one_is_taken_only_one_can_be_chosen(
    page: Page, host: Program
) -> None:
    page.goto(f"{host.url}/form?max_files=1")

    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()

    assert not chooser.value.is_multiple()
    expect(page.get_by_role("button", name="Choose folder")).to_be_hidden()
    page.evaluate("document.querySelector('drop-slot').maxFiles = 0")
    expect(page.get_by_role("button", name="Choose folder")).to_be_visible()


def test_a_form_with_too_many_is_not_sent(page: Page, host: Program) -> None:
    names = [send_to(host, name, jpeg(seed=ord(name))) for name in "abc"]
    page.goto(f"{host.url}/form?max_files=2&value={' '.join(names)}")
    expect(row(page, "c.jpg")).to_be_visible()

    page.get_by_role("button", name="Save").click()

    slot = page.locator("drop-slot")
    assert slot.evaluate("(slot) => slot.validationMessage") == FULL
    row(page, "c.jpg").get_by_role("button", name="Remove").click()
    assert slot.evaluate("(slot) => slot.checkValidity()")
