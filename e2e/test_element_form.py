"""A drop area as a field of somebody else's form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dragging import Drag
from eight_chunks import CHUNK_BYTES
from hosting import got, heard, listen, send_to, value, wait_until_done
from pictures import jpeg
from playwright.sync_api import Page, expect
from program import Program, StartProgram
from visitor import choose, payload, row, throttle

ONE, TWO = payload("one.jpg", jpeg(seed=1)), payload("two.jpg", jpeg(seed=2))
WAIT = "Wait until all pictures have arrived."


@pytest.fixture
def page(page: Page) -> Page:
    """A page that writes down what it hears."""
    listen(page)
    return page


def of_slot(page: Page, expression: str) -> Any:
    """What a script says of ``slot``."""
    page.wait_for_function("document.querySelector('drop-slot').ready")
    return page.evaluate(
        f"((slot) => {expression})(document.querySelector('drop-slot'))"
    )


def save(page: Page) -> None:
    """Send the form with its button."""
    page.get_by_role("button", name="Save").click()


def test_the_form_sends_the_name_of_each_picture_in_their_order(
    page: Page, host: Program
) -> None:
    page.goto(f"{host.url}/form")
    page.get_by_label("Title").fill("A walk")
    choose(page, ONE, TWO)
    wait_until_done(page)
    names = value(page)

    save(page)

    assert got(page) == {"title": ["A walk"], "photos": names}
    assert len(names) == 2


def test_a_script_sends_the_same(page: Page, host: Program) -> None:
    page.goto(f"{host.url}/form")
    choose(page, ONE)
    wait_until_done(page)
    names = value(page)

    sent = page.evaluate("[...new FormData(document.forms.post).entries()]")
    page.evaluate("document.forms.post.submit()")

    assert sent == [["title", ""], ["photos", names[0]]]
    assert got(page)["photos"] == names


def test_enter_in_a_field_sends_the_form_of_the_page(page: Page, host: Program) -> None:
    page.goto(f"{host.url}/form")
    choose(page, ONE)
    wait_until_done(page)

    page.get_by_label("Title").press("Enter")

    assert len(got(page)["photos"]) == 1


def test_it_belongs_to_the_form_that_it_is_told(page: Page, host: Program) -> None:
    page.goto(f"{host.url}/form?form=other")

    assert of_slot(page, "slot.form.id") == "other"


def test_what_is_taken_back_is_not_sent(page: Page, host: Program) -> None:
    page.goto(f"{host.url}/form")
    choose(page, ONE, TWO)
    wait_until_done(page)
    names = value(page)

    row(page, "one.jpg").get_by_role("button", name="Delete").click()
    save(page)

    assert got(page)["photos"] == names[1:]


def test_the_form_waits_until_all_pictures_have_arrived(
    page: Page, start_host: StartProgram, photo: Path
) -> None:
    host = start_host(CHUNK_BYTES=CHUNK_BYTES)
    page.goto(f"{host.url}/form")
    throttle(page, CHUNK_BYTES)
    choose(page, photo)
    expect(row(page, "photo.jpg")).to_be_visible()

    save(page)

    assert of_slot(page, "slot.validationMessage") == WAIT
    assert of_slot(page, "slot.validity.customError")
    assert of_slot(page, "slot.shadowRoot.activeElement.id") == "files"
    throttle(page, -1)
    wait_until_done(page)
    assert of_slot(page, "slot.checkValidity()")
    save(page)
    assert len(got(page)["photos"]) == 1


def test_a_paused_file_is_waited_for_until_it_is_cancelled(
    page: Page, start_host: StartProgram, photo: Path
) -> None:
    host = start_host(CHUNK_BYTES=CHUNK_BYTES)
    page.goto(f"{host.url}/form")
    throttle(page, CHUNK_BYTES)
    choose(page, photo)

    row(page, "photo.jpg").get_by_role("button", name="Pause").click()
    paused = of_slot(page, "slot.validationMessage")
    row(page, "photo.jpg").get_by_role("button", name="Cancel").click()

    assert paused == WAIT
    assert of_slot(page, "slot.checkValidity()")


def test_a_form_that_needs_a_picture_says_so(page: Page, host: Program) -> None:
    page.goto(f"{host.url}/form?required=yes")
    choose(page, payload("notes.txt", b"no picture"))
    wait_until_done(page)

    save(page)

    assert of_slot(page, "slot.validationMessage") == "Add at least one picture."
    assert of_slot(page, "slot.validity.valueMissing")
    assert of_slot(page, "slot.shadowRoot.activeElement.id") == "files"
    choose(page, ONE)
    wait_until_done(page, 2)
    save(page)
    assert len(got(page)["photos"]) == 1


def test_where_one_has_to_sign_in_a_needed_picture_says_that(
    page: Page, start_host: StartProgram
) -> None:
    host = start_host(ACCESS="private")
    page.goto(f"{host.url}/form?required=yes")

    save(page)

    assert of_slot(page, "slot.validationMessage") == "Please sign in to upload."
    link = page.get_by_role("link", name="Sign in")
    expect(link).to_be_focused()
    expect(link).to_have_attribute("href", "/sign-in/ann")
    expect(page.locator("input[type=file]")).to_have_count(0)


def test_a_fieldset_that_is_disabled_takes_and_sends_nothing(
    page: Page, host: Program, photo: Path
) -> None:
    page.goto(f"{host.url}/form")
    choose(page, ONE)
    wait_until_done(page)

    page.evaluate("document.getElementById('set').disabled = true")

    expect(page.get_by_role("button", name="Add more")).to_be_disabled()
    expect(row(page, "one.jpg").get_by_role("button", name="Delete")).to_be_disabled()
    box = page.locator("drop-slot").bounding_box()
    assert box
    Drag(page, photo).drop(box["x"] + 30, box["y"] + 30)
    expect(row(page, "photo.jpg")).to_have_count(0)
    save(page)
    assert "photos" not in got(page)


def test_a_form_that_is_reset_begins_anew(page: Page, host: Program) -> None:
    first = send_to(host, "first", jpeg())
    page.goto(f"{host.url}/form?value={first}")
    choose(page, ONE, payload("notes.txt", b"no picture"))
    wait_until_done(page)
    row(page, "first.jpg").get_by_role("button", name="Remove").click()
    assert len(value(page)) == 1

    page.get_by_role("button", name="Start over").click()

    assert value(page) == [first]
    expect(row(page, "first.jpg")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(1)
    assert len(host.get_json("/photos/uploads/")["uploads"]) == 2


def test_whoever_comes_back_to_a_form_finds_what_they_had_added(
    page: Page, host: Program
) -> None:
    page.goto(f"{host.url}/form")
    page.get_by_label("Title").fill("A walk")
    choose(page, ONE, TWO)
    wait_until_done(page)
    names = value(page)
    save(page)
    got(page)

    page.go_back()

    expect(row(page, "one.jpg")).to_contain_text("Added earlier")
    assert value(page) == names
    save(page)
    assert got(page) == {"title": ["A walk"], "photos": names}


def test_what_a_script_has_read_of_the_form_is_not_for_a_row_to_delete(
    page: Page, host: Program
) -> None:
    page.goto(f"{host.url}/form")
    choose(page, ONE)
    wait_until_done(page)
    expect(row(page, "one.jpg").get_by_role("button", name="Delete")).to_be_visible()

    page.evaluate("new FormData(document.querySelector('#post'))")

    row(page, "one.jpg").get_by_role("button", name="Remove").click()
    expect(row(page, "one.jpg")).to_have_count(0)
    assert value(page) == []
    assert len(host.get_json("/photos/uploads/")["uploads"]) == 1


def test_a_form_that_is_edited_shows_what_it_has(page: Page, host: Program) -> None:
    one, two = (send_to(host, name, jpeg(seed=n)) for n, name in enumerate("ab"))
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{host.url}/form?value={two} {one}")

    rows = page.get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("b.jpg")
    expect(rows.first).to_contain_text("Added earlier")
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    expect(rows.first.get_by_role("presentation")).to_have_attribute(
        "src", f"/photos/thumbnails/{two}"
    )
    assert len([url for url in asked if "names=" in url]) == 1
    rows.first.get_by_role("button", name="Remove").click()
    assert [detail["name"] for _, detail in heard(page)] == [two]
    save(page)
    assert got(page)["photos"] == [one]
    assert len(host.get_json("/photos/uploads/")["uploads"]) == 2


def test_what_there_is_no_more_is_dropped_from_what_is_edited(
    page: Page, host: Program
) -> None:
    one = send_to(host, "a", jpeg())
    gone = one.replace(one[:8], "00000000")

    page.goto(f"{host.url}/form?value={gone} {one} nonsense")

    expect(row(page, "a.jpg")).to_be_visible()
    assert value(page) == [one]
    assert [(kind, detail["name"]) for kind, detail in heard(page)] == [
        ("removed", gone),
        ("removed", "nonsense"),
    ]


def test_rows_of_earlier_do_not_scroll_the_page(page: Page, host: Program) -> None:
    one = send_to(host, "a", jpeg())
    page.set_viewport_size({"width": 600, "height": 300})

    page.goto(f"{host.url}/form?value={one}")

    expect(row(page, "a.jpg")).to_be_visible()
    page.evaluate("new Promise(requestAnimationFrame)")
    assert page.evaluate("scrollY") == 0


def test_a_browser_without_fields_of_such_elements_sends_the_names_all_the_same(
    page: Page, host: Program
) -> None:
    """As Safari before 16.4."""
    page.add_init_script("delete HTMLElement.prototype.attachInternals")
    page.goto(f"{host.url}/form")
    choose(page, ONE, TWO)
    wait_until_done(page)
    names = value(page)

    save(page)

    assert got(page)["photos"] == names


def test_enter_in_the_field_for_ones_name_sends_nothing(
    page: Page, start_host: StartProgram
) -> None:
    host = start_host(SENDER_NAME="optional")
    page.goto(f"{host.url}/form")
    page.get_by_label("Title").fill("A walk")

    page.get_by_label("Your name").press("Enter")

    choose(page, ONE)
    wait_until_done(page)
    assert page.get_by_label("Title").input_value() == "A walk"
