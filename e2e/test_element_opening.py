"""The first moments of a drop area in a page of somebody else's."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from eight_chunks import CHUNK_BYTES
from hosting import heard, listen, send_to, value, wait_until_done
from pictures import jpeg
from playwright.sync_api import Page, expect
from program import Program, StartProgram
from visitor import choose, expect_arrived, gallery, payload, row

AWAY = "Pictures cannot be added just now."
PICTURES = [payload(f"{n}.jpg", jpeg(seed=n)) for n in range(4)]


def finds_nothing(endpoint: str, why: str) -> str:
    """What the console says of an element that is led astray."""
    return (
        f"<drop-slot> finds no Dropslot at {endpoint}: {why}. Its endpoint is where"
        ' Dropslot is mounted, such as endpoint="/photos/".'
    )


def test_the_first_file_of_a_new_browser_may_come_in_chunks(
    page: Page, start_host: StartProgram, photo: Path
) -> None:
    host = start_host(CHUNK_BYTES=CHUNK_BYTES)
    page.goto(f"{host.url}/form")

    choose(page, photo)

    expect_arrived(page, "photo.jpg")


@pytest.mark.parametrize("options", ["", "?gallery=yes"])
def test_whoever_sends_several_at_once_can_take_all_of_them_back(
    page: Page, host: Program, options: str
) -> None:
    listen(page)
    page.goto(f"{host.url}/form{options}")
    choose(page, *PICTURES)
    wait_until_done(page)

    for n in range(4):
        row(page, f"{n}.jpg").get_by_role("button", name="Delete").click()
    page.goto(f"{host.url}/empty")

    page.wait_for_function(
        "fetch('/photos/uploads/').then(a => a.json())"
        ".then(({uploads}) => uploads.length === 0)"
    )


def test_two_of_one_page_know_the_browser_by_one_cookie(
    page: Page, host: Program
) -> None:
    page.goto(f"{host.url}/empty")

    mine = page.evaluate(
        """async () => {
            const { mount } = await import("/photos/drop-slot.js");
            const place = document.getElementById("place");
            const slots = [1, 2].map((n) => mount(place, {id: `slot${n}`}));
            await Promise.all(slots.map((slot) => slot.ready));
            const canvas = new OffscreenCanvas(40, 30);
            canvas.getContext("2d");
            const blob = await canvas.convertToBlob();
            await Promise.all(slots.map((slot) => new Promise((done) => {
                slot.addEventListener("dropslot:done", done);
                slot.add([new File([blob], `${slot.id}.png`)]);
            })));
            const list = await (await fetch("/photos/uploads/")).json();
            return list.uploads.map(({ mine }) => mine);
        }"""
    )

    assert mine == [True, True]


def test_a_gallery_knows_whose_pictures_it_shows(
    page: Page, start_host: StartProgram
) -> None:
    host = start_host(ACCESS="drop-only")
    page.goto(f"{host.url}/form?gallery=yes")
    choose(page, PICTURES[0])
    expect_arrived(page, "0.jpg")

    page.reload()

    expect(gallery(page)).to_have_count(1)
    tile = page.get_by_role("region", name="Pictures").get_by_role("listitem")
    expect(tile.get_by_role("button", name="Delete 0.jpg")).to_be_attached()


@pytest.mark.parametrize(
    ("endpoint", "why"),
    [
        pytest.param("/nowhere/", "the answer was 404", id="nothing is there"),
        pytest.param("/form?x=", "another page came", id="another page is there"),
        pytest.param("/photos/?x=", "another page came", id="it has a query"),
    ],
)
def test_an_endpoint_that_is_none_is_named_and_nothing_else_happens(
    page: Page, host: Program, complaints: list[str], endpoint: str, why: str
) -> None:
    listen(page)
    page.goto(f"{host.url}/raw?endpoint={endpoint.replace('?', '%3F')}")

    expect(page.get_by_text(AWAY)).to_be_visible()
    complaints.append(finds_nothing(f"{host.url}{endpoint.rstrip('/')}/", why))
    assert heard(page) == []


def test_a_server_that_is_away_is_asked_again(
    page: Page, host: Program, complaints: list[str]
) -> None:
    page.route("**/photos/element*", lambda route: route.abort())
    page.goto(f"{host.url}/raw?endpoint=/photos/&name=photos&required=yes")
    expect(page.get_by_text(AWAY)).to_be_visible()
    again = page.get_by_role("button", name="Try again")

    page.get_by_role("button", name="Save").click()
    assert page.locator("drop-slot").evaluate("(s) => s.validationMessage") == AWAY
    expect(again).to_be_focused()
    again.click()
    expect(again).to_be_focused()
    page.unroute("**/photos/element*")
    again.click()

    expect(page.get_by_role("button", name="Choose files")).to_be_focused()
    choose(page, PICTURES[0])
    expect_arrived(page, "0.jpg")
    nothing = finds_nothing(f"{host.url}/photos/", "there was no answer")
    complaints += [nothing, nothing]


def test_what_it_begins_with_is_asked_for_until_the_server_is_there(
    page: Page, host: Program
) -> None:
    name = send_to(host, "a", jpeg())
    is_names = "**/photos/uploads/?names=*"
    page.route(is_names, lambda route: route.abort())
    page.goto(f"{host.url}/form?value={name}")
    page.wait_for_function("document.querySelector('drop-slot').ready")
    before = value(page)
    page.unroute(is_names)

    expect(row(page, "a.jpg")).to_be_visible()
    assert value(page) == before == [name]


def test_the_host_signs_in_whoever_has_to(page: Page, start_host: StartProgram) -> None:
    host = start_host(ACCESS="private")
    page.goto(f"{host.url}/form")

    page.get_by_role("link", name="Sign in").click()

    assert urlsplit(page.url).path == "/form"
    choose(page, PICTURES[0])
    expect_arrived(page, "0.jpg")


# As htmx and Turbo put what the server has written into a page.
INSERT = """async () => {
  await import("/photos/drop-slot.js");
  const html = await (await fetch("/form")).text();
  const place = document.querySelector("#place");
  place.innerHTML = /<drop-slot.*<.drop-slot>/s.exec(html)[0];
  await place.querySelector("drop-slot").ready;
}"""


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            "place.replaceWith(place.cloneNode(true))", id="a copy takes its place"
        ),
        pytest.param("place.firstChild.gallery = true", id="it is made anew"),
    ],
)
def test_what_a_script_has_inserted_opens_more_than_once(
    page: Page, host: Program, complaints: list[str], change: str
) -> None:
    # The browser tells that it made no shadow root of the template.
    complaints.append(
        "Found declarative shadowrootmode attribute on a template, but declarative"
        " Shadow DOM is not being parsed. Use setHTMLUnsafe() or parseHTMLUnsafe()"
        " instead."
    )
    page.goto(f"{host.url}/empty")
    page.evaluate(INSERT)

    page.evaluate(f"const place = document.querySelector('#place'); {change}")

    choose(page, payload("a.jpg", jpeg()))
    expect_arrived(page, "a.jpg")
