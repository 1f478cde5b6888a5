"""A drop area in somebody else's page takes what is its own and leaves the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dragging import Drag
from eight_chunks import CHUNK_BYTES, PHOTO
from engines.webdriver import wait_for
from pictures import jpeg, png
from playwright.sync_api import Browser, Dialog, Page, expect
from strict_hosting import StartStrictHost, StrictHost, heard, middle, visit, wait_until
from visitor import choose, expect_arrived, gallery, payload, row, throttle

COPY = """(bytes) => navigator.clipboard.write([new ClipboardItem({
    "image/png": new Blob([new Uint8Array(bytes)], {type: "image/png"}),
})])"""
ROOT = """() => {
    const {documentElement: root} = document;
    return [...root.attributes].map(({name, value}) => `${name}=${value}`);
}"""
NEW_NAMES = "Object.keys(window).filter((name) => !heard.names.includes(name))"
STORED = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
POLICIES = [
    pytest.param("", id="its own files only"),
    pytest.param(
        "require-trusted-types-for 'script';trusted-types 'none'", id="trusted types"
    ),
    pytest.param("script-src 'strict-dynamic'", id="scripts with a nonce"),
]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """One on the visitor's disk."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg())
    return path


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("place", ["/gallery", "/raw"])
def test_it_works_under_the_policy_of_the_host_without_a_complaint(
    page: Page, start_strict_host: StartStrictHost, policy: str, place: str
) -> None:
    strict_host = start_strict_host(policy)
    answer = page.goto(strict_host.url + place)
    assert answer
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")

    choose(page, payload("good.jpg", jpeg()), payload("cut.jpg", jpeg()[:-50]))

    expect_arrived(page, "good.jpg")
    expect(row(page, "cut.jpg")).to_contain_text("is cut short.")
    expect(row(page, "good.jpg").locator(".thumb :is(img, canvas)")).to_be_visible()
    assert strict_host.kept == [jpeg()]
    assert heard(page)["errors"] == []


def test_what_is_dropped_on_the_hosts_own_target_is_the_hosts(
    page: Page, strict_host: StrictHost, picture: Path
) -> None:
    visit(page, strict_host.url)
    x, y = middle(page.locator("body > section"))

    Drag(page, picture).drop(x, y)

    wait_until(page, "heard.drops.length > 0")
    assert heard(page)["drops"] == [
        {"on": "drop", "defaultPrevented": True, "names": ["photo.jpg"]}
    ]
    expect(page.locator("#rows > li")).to_have_count(0)


def test_what_is_dropped_on_the_slot_goes_up_once_and_the_host_may_see_it(
    page: Page, strict_host: StrictHost, picture: Path
) -> None:
    visit(page, strict_host.url)
    drag = Drag(page, picture)
    x, y = middle(page.locator("drop-slot"))

    drag.over(x, y)
    expect(page.get_by_text("Drop 1 picture")).to_be_visible()
    drag.drop(x, y)

    expect_arrived(page, "photo.jpg")
    assert strict_host.kept == [jpeg()]
    (drop,) = heard(page)["drops"]
    assert drop == {
        "on": "drop-slot",
        "defaultPrevented": True,
        "names": ["photo.jpg"],
    }


def test_what_is_dropped_elsewhere_is_nothing_to_the_slot(
    page: Page, strict_host: StrictHost, picture: Path
) -> None:
    visit(page, strict_host.url)
    # Else the browser opens the file, as it does where nobody takes it.
    page.evaluate(
        """addEventListener("drop", (event) => {
            heard.isFree = !event.defaultPrevented;
            event.preventDefault();
        });
        addEventListener("dragover", (event) => event.preventDefault());"""
    )
    drag = Drag(page, picture)
    x, y = middle(page.get_by_text("The end of the host's page"))

    drag.over(x, y)
    expect(page.get_by_text("Drop 1 picture")).to_be_hidden()
    drag.drop(x, y)

    wait_until(page, "'isFree' in heard")
    assert heard(page)["isFree"]
    expect(page.locator("#rows > li")).to_have_count(0)


def test_what_is_pasted_is_the_hosts_but_where_the_focus_is_in_the_slot(
    page: Page, strict_host: StrictHost
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, strict_host.url)
    page.evaluate(COPY, list(png()))

    page.get_by_label("Notes").press("Control+v")
    page.get_by_role("heading", name="Host", exact=True).click()
    page.keyboard.press("Control+v")

    wait_until(page, "heard.pastes.length === 2")
    pastes = heard(page)["pastes"]
    assert [paste["defaultPrevented"] for paste in pastes] == [False, False]
    expect(page.locator("#rows > li")).to_have_count(0)

    # A click anywhere in the slot is enough.
    page.get_by_text("Drop pictures here").click()
    page.keyboard.press("Control+v")

    expect(page.locator("#rows > li")).to_have_count(1)
    expect(page.locator("#rows > li")).to_contain_text("Arrived")
    assert heard(page)["pastes"][2] == {"on": "drop-slot", "defaultPrevented": True}


def test_undo_is_the_hosts_but_where_the_focus_is_in_the_slot(
    page: Page, strict_host: StrictHost
) -> None:
    visit(page, strict_host.url)
    choose(page, payload("a.jpg", jpeg()))
    expect_arrived(page, "a.jpg")
    page.get_by_role("button", name="Delete a.jpg").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()

    page.get_by_label("Notes").press("Control+z")

    wait_until(page, "heard.undone === 1")
    expect(row(page, "a.jpg")).to_have_count(0)

    page.get_by_role("button", name="Undo").press("Control+z")

    expect_arrived(page, "a.jpg")
    assert heard(page)["undone"] == 1
    assert strict_host.kept == [jpeg()]


def test_what_is_sent_on_the_first_visit_is_this_browsers(
    page: Page, start_strict_host: StartStrictHost
) -> None:
    """No page of Dropslot's has given it a cookie before."""
    host = start_strict_host(CHUNK_BYTES=CHUNK_BYTES)
    names = ["a.jpg", "b.jpg", "c.jpg"]
    files = [payload(name, jpeg(seed=n)) for n, name in enumerate(names)]
    visit(page, host.url)

    choose(page, payload("photo.jpg", PHOTO), *files)

    expect_arrived(page, "photo.jpg", *names)
    for name in names:
        page.get_by_role("button", name=f"Delete {name}").click()
    visit(page, host.url)
    wait_for(lambda: host.kept == [PHOTO], "deleted pictures")


def test_title_address_and_root_of_the_page_stay_the_hosts(
    page: Page, strict_host: StrictHost
) -> None:
    visit(page, f"{strict_host.url}/gallery")
    before = page.evaluate(ROOT)
    for seed, name in enumerate(("a.jpg", "b.jpg")):
        choose(page, payload(name, jpeg(seed=seed)))
        expect_arrived(page, name)
    expect(gallery(page)).to_have_count(2)

    page.get_by_role("link", name="a.jpg").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("dialog", name="b.jpg")).to_be_visible()
    assert page.evaluate(ROOT) == before
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    wait_until(page, "heard.titles.length > 3")
    told = heard(page)
    assert all(title.startswith("Host ") for title in told["titles"])
    assert told["addresses"] == []
    assert page.url == f"{strict_host.url}/gallery"
    assert page.evaluate("history.length") == page.evaluate("heard.history")
    assert page.evaluate(ROOT) == before


def test_it_leaves_no_names_on_the_page_and_stores_under_its_own(
    page: Page, strict_host: StrictHost
) -> None:
    visit(page, f"{strict_host.url}/gallery")

    choose(page, payload("a.jpg", jpeg()), payload("b.jpg", jpeg(seed=2)))
    expect_arrived(page, "a.jpg", "b.jpg")
    expect(gallery(page)).to_have_count(2)
    page.get_by_role("button", name="Delete a.jpg").click()

    assert page.evaluate(NEW_NAMES) == []
    stored: list[str] = page.evaluate(STORED)
    assert stored != []
    assert all(key.startswith("dropslot") for key in stored)
    databases: list[dict[str, Any]] = page.evaluate("indexedDB.databases()")
    assert {one["name"] for one in databases} <= {"dropslot"}


def test_who_leaves_is_asked_by_the_host_and_by_the_slot_while_files_go_up(
    page: Page, start_strict_host: StartStrictHost
) -> None:
    strict_host = start_strict_host(CHUNK_BYTES=CHUNK_BYTES)
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    visit(page, strict_host.url)
    page.reload()
    assert asked == []

    throttle(page, len(PHOTO) // 8)
    choose(page, payload("photo.jpg", PHOTO))
    expect(row(page, "photo.jpg")).to_contain_text(" of ")
    page.reload()

    assert asked == ["beforeunload"]


def test_what_an_earlier_visit_left_does_not_take_the_focus_of_the_host(
    page: Page, start_strict_host: StartStrictHost
) -> None:
    strict_host = start_strict_host(CHUNK_BYTES=CHUNK_BYTES)
    page.on("dialog", lambda dialog: dialog.accept())
    visit(page, strict_host.url)
    throttle(page, len(PHOTO) // 8)
    choose(page, payload("photo.jpg", PHOTO))
    bar = row(page, "photo.jpg").get_by_role("progressbar")
    expect(bar).not_to_have_attribute("value", "0")
    page.goto("about:blank")

    page.goto(strict_host.url)
    page.get_by_label("Notes").focus()
    expect(page.get_by_role("heading", name="1 file was not")).to_be_visible()

    expect(page.get_by_label("Notes")).to_be_focused()


def test_without_its_script_it_is_seen_and_sends_a_plain_form(
    browser: Browser, strict_host: StrictHost
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(strict_host.url)

    page.locator("drop-slot #files").set_input_files([payload("a.jpg", jpeg())])
    page.get_by_role("button", name="Upload").click()

    expect(page.get_by_text("Just arrived: 1")).to_be_visible()
    assert strict_host.kept == [jpeg()]
    context.close()


def test_the_errors_of_the_host_are_its_own(
    page: Page, strict_host: StrictHost
) -> None:
    answer = page.goto(f"{strict_host.url}/nowhere")

    assert answer
    assert (answer.status, answer.text()) == (404, "The host has no such page.")
