"""What a script of the page can do with the drop area in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from eight_chunks import CHUNK_BYTES
from engines.webdriver import wait_for
from hosting import heard, listen, send_to, value, wait_until_done
from pictures import jpeg
from playwright.sync_api import ElementHandle, Page, expect
from program import Program, StartProgram
from visitor import choose, payload, row, throttle

ONE = payload("one.jpg", jpeg(seed=1))
# A picture that the page makes itself.
_ADD = """async (slot, names) => {
    const canvas = new OffscreenCanvas(40, 30);
    canvas.getContext("2d").fillRect(0, 0, 20, 20);
    const blob = await canvas.convertToBlob({type: "image/png"});
    slot.add(names.map((name) => new File([blob], name)));
}"""


@pytest.fixture
def page(page: Page) -> Page:
    """A page that writes down what it hears."""
    listen(page)
    return page


def slot(page: Page) -> ElementHandle:
    """The drop area."""
    found = page.wait_for_selector("drop-slot", state="attached")
    assert found
    return found


def get(page: Page, property: str) -> Any:
    """A property of the drop area."""
    return slot(page).evaluate("(slot, name) => slot[name]", property)


def mounted(page: Page, host: Program, options: str) -> ElementHandle:
    """A drop area that a script has put into a page without."""
    page.goto(f"{host.url}/empty")
    return page.evaluate_handle(
        f"""async () => {{
            const {{ mount }} = await import("/photos/drop-slot.js");
            const slot = mount(document.getElementById("place"), {options});
            await slot.ready;
            return slot;
        }}"""
    ).as_element() or pytest.fail("There is none.")


def test_a_script_mounts_one_and_hears_of_what_is_stored(
    page: Page, host: Program
) -> None:
    mounted(
        page,
        host,
        """{name: "photos", maxFiles: 2, language: "de", value: [],
            on: {stored: ({detail}) => document.title = detail.title}}""",
    )

    choose(page, ONE, by="Dateien wählen")

    wait_for(lambda: page.title() == "one.jpg", "the new title")
    assert get(page, "maxFiles") == 2
    assert get(page, "language") == "de"


def test_an_event_that_there_is_not_is_told_at_once(page: Page, host: Program) -> None:
    page.goto(f"{host.url}/empty")

    told = page.evaluate(
        """async () => {
            const { mount } = await import("/photos/drop-slot.js");
            try {
                mount(document.body, {on: {upload() {}}});
            } catch (error) {
                return String(error);
            }
        }"""
    )

    assert told == (
        "TypeError: A drop-slot has no event upload; it has added, progress, stored,"
        " refused, removed, done."
    )


def test_files_are_added_before_it_is_there(page: Page, host: Program) -> None:
    page.goto(f"{host.url}/raw?endpoint=/photos/")

    slot(page).evaluate(_ADD, ["one.png", "two.png"])
    wait_until_done(page)

    assert [one["title"] for one in get(page, "uploads")] == ["one.png", "two.png"]


def test_files_that_are_added_while_it_is_made_anew_are_not_lost(
    page: Page, host: Program
) -> None:
    page.goto(f"{host.url}/empty")
    page.evaluate(
        """async () => {
            const { mount } = await import("/photos/drop-slot.js");
            const slot = mount(document.querySelector("#place"));
            slot.add([new File(["no picture"], "a.txt")]);
            slot.language = "de";
            await slot.ready;
        }"""
    )

    expect(row(page, "a.txt")).to_be_visible()


def test_what_is_stored_stands_in_the_order_in_which_it_was_added(
    page: Page, host: Program
) -> None:
    page.goto(f"{host.url}/form")
    large, small = payload("large.jpg", jpeg(2000, 1500)), payload("small.jpg", jpeg())
    throttle(page, 400_000)

    choose(page, large, small)
    wait_until_done(page)

    arrived = [detail["title"] for _, detail in heard(page, "stored")]
    assert arrived == ["small.jpg", "large.jpg"]
    titles = [one["title"] for one in get(page, "uploads")]
    assert titles == ["large.jpg", "small.jpg"]
    assert value(page) == [one["name"] for one in get(page, "uploads")]


def test_a_list_that_is_emptied_leaves_what_is_stored_at_the_server(
    page: Page, start_host: StartProgram, photo: Path
) -> None:
    host = start_host(CHUNK_BYTES=CHUNK_BYTES)
    page.goto(f"{host.url}/form")
    choose(page, ONE, payload("notes.txt", b"no picture"))
    wait_until_done(page)
    (name,) = value(page)
    throttle(page, CHUNK_BYTES)
    choose(page, photo)
    expect(row(page, "photo.jpg")).to_be_visible()

    slot(page).evaluate("(slot) => slot.clear()")

    expect(page.get_by_role("list")).to_have_count(0)
    assert value(page) == []
    wait_until_done(page, 2)
    removed = {one["title"]: one["name"] for _, one in heard(page, "removed")}
    assert removed == {"one.jpg": name, "notes.txt": None, "photo.jpg": None}
    assert host.get_json("/photos/uploads/")["uploads"][0]["name"] == name


def test_a_value_that_is_set_is_shown_in_its_order_and_told_of(
    page: Page, host: Program
) -> None:
    one, two = (send_to(host, name, jpeg(seed=n)) for n, name in enumerate("ab"))
    page.goto(f"{host.url}/form")
    slot(page).evaluate("(slot) => slot.ready.then(() => {})")

    slot(page).evaluate("(slot, names) => { slot.value = names; }", [two, one])

    expect(row(page, "b.jpg")).to_contain_text("Added earlier")
    expect(row(page, "a.jpg")).to_be_visible()
    assert value(page) == [two, one]
    assert [detail["name"] for _, detail in heard(page, "stored")] == [two, one]
    slot(page).evaluate("(slot, names) => { slot.value = names; }", [one])
    expect(row(page, "b.jpg")).to_have_count(0)
    assert [detail["name"] for _, detail in heard(page, "removed")] == [two]


def test_properties_of_before_the_script_are_taken_over(
    page: Page, host: Program
) -> None:
    name = send_to(host, "a", jpeg())
    page.goto(f"{host.url}/empty")

    page.evaluate(
        """async (name) => {
            const slot = document.createElement("drop-slot");
            Object.assign(slot, {name: "pictures", value: [name], maxFiles: 3});
            document.getElementById("place").append(slot);
            await import("/photos/drop-slot.js");
        }""",
        name,
    )

    expect(row(page, "a.jpg")).to_be_visible()
    attributes = slot(page).evaluate("(slot) => slot.getAttributeNames()")
    assert sorted(attributes) == ["max-files", "name"]


def test_another_language_is_spoken_at_once_and_nothing_gets_lost(
    page: Page, host: Program
) -> None:
    page.goto(f"{host.url}/form")
    choose(page, ONE)
    wait_until_done(page)
    names = value(page)

    slot(page).evaluate("(slot) => { slot.language = 'de'; }")

    expect(row(page, "one.jpg")).to_contain_text("Angekommen")
    assert value(page) == names
    assert [kind for kind, _ in heard(page)] == ["added", "stored", "done"]
    row(page, "one.jpg").get_by_role("button", name="Löschen").click()
    assert value(page) == []


def test_what_is_taken_off_the_page_and_put_back_holds_what_it_held(
    page: Page, host: Program
) -> None:
    page.goto(f"{host.url}/form")
    choose(page, ONE)
    wait_until_done(page)
    names = value(page)

    page.evaluate(
        """async () => {
            const slot = document.querySelector("drop-slot");
            slot.remove();
            await new Promise(requestAnimationFrame);
            document.getElementById("set").append(slot);
        }"""
    )

    expect(row(page, "one.jpg")).to_contain_text("Arrived")
    assert value(page) == names


def test_it_can_be_focused_like_any_field(page: Page, host: Program) -> None:
    page.goto(f"{host.url}/form")
    slot(page).evaluate("(slot) => slot.ready.then(() => slot.focus())")

    assert slot(page).evaluate("(slot) => slot.shadowRoot.activeElement.id") == "files"


def test_attributes_are_followed(page: Page, host: Program) -> None:
    one, two = (send_to(host, name, jpeg(seed=n)) for n, name in enumerate("ab"))
    page.goto(f"{host.url}/form?value={one}")
    expect(row(page, "a.jpg")).to_be_visible()

    slot(page).evaluate(
        """(slot, two) => {
            slot.setAttribute("value", two);
            slot.setAttribute("name", "pictures");
        }""",
        two,
    )
    expect(row(page, "b.jpg")).to_be_visible()
    sent = page.evaluate("[...new FormData(document.forms.post).entries()]")
    row(page, "b.jpg").get_by_role("button", name="Remove").click()
    slot(page).evaluate("(slot, one) => slot.setAttribute('value', one)", one)

    assert sent == [["title", ""], ["pictures", two]]
    assert value(page) == []


def test_another_endpoint_begins_with_what_its_value_says(
    page: Page, host: Program
) -> None:
    page.goto(f"{host.url}/form")
    choose(page, ONE)
    wait_until_done(page)

    slot(page).evaluate("(slot) => { slot.endpoint = '/scans'; }")

    wait_for(lambda: heard(page, "removed"), "what went")
    assert value(page) == []
    expect(page.get_by_role("button", name="Choose files")).to_be_visible()
    choose(page, payload("two.jpg", jpeg(seed=2)))
    wait_until_done(page, 2)
    (_, stored) = heard(page, "stored")[-1]
    assert stored["url"].startswith("/scans/uploads/")
