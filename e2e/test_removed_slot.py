"""Taken off the page a drop area lets go of everything; moved, of nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eight_chunks import CHUNK_BYTES, PHOTO, expect_half_way, stop_half_way
from engines.webdriver import wait_for
from pictures import jpeg
from playwright.sync_api import Page, expect
from strict_hosting import StartStrictHost, StrictHost, wait_until
from visitor import choose, expect_arrived, gallery, payload, row, throttle
from what_is_left import count_from_now_on, left, listeners, nodes

MOUNTS = 50
MOUNT = """(attributes) => {
    const slot = document.createElement("drop-slot");
    slot.setAttribute("endpoint", "/photos/");
    for (const [name, value] of Object.entries(attributes)) {
        slot.setAttribute(name, value);
    }
    document.getElementById("one").append(slot);
}"""
# Playwright would hold the input that it has given files.
GIVE = """(files) => {
    const transfer = new DataTransfer();
    for (const [name, bytes] of files) {
        transfer.items.add(new File([new Uint8Array(bytes)], name));
    }
    const {shadowRoot} = document.querySelector("drop-slot");
    const input = shadowRoot.querySelector("#files");
    input.files = transfer.files;
    input.dispatchEvent(new Event("change"));
}"""
# A node or two may be on its way still.
SOME = 10


def test_mounted_and_removed_many_times_it_leaves_nothing_on_the_page(
    page: Page, strict_host: StrictHost
) -> None:
    count_from_now_on(page)
    open_empty(page, strict_host)
    bare = [listeners(page, target) for target in ("window", "document")]
    clean = left(page)
    mount(page, gallery="")
    remove(page)
    once = nodes(page)

    for _ in range(MOUNTS):
        mount(page, gallery="")
        remove(page)

    assert [listeners(page, target) for target in ("window", "document")] == bare
    wait_for(lambda: nodes(page) <= once + SOME, "nodes that are gone")
    assert left(page) == clean


def test_removed_in_the_middle_of_everything_it_leaves_nothing_either(
    page: Page, strict_host: StrictHost
) -> None:
    count_from_now_on(page)
    open_empty(page, strict_host)
    bare = [listeners(page, target) for target in ("window", "document")]
    clean = left(page)
    use_and_remove(page, 0)
    once = nodes(page)

    for turn in range(1, 4):
        use_and_remove(page, turn)

    assert [listeners(page, target) for target in ("window", "document")] == bare
    wait_for(lambda: nodes(page) <= once + SOME, "nodes that are gone")
    assert left(page) == clean


def test_what_goes_up_is_hung_up_and_goes_on_where_it_was(
    page: Page, start_strict_host: StartStrictHost, photo: Path
) -> None:
    host = start_strict_host(CHUNK_BYTES=CHUNK_BYTES)
    count_from_now_on(page)
    open_empty(page, host)
    mount(page)
    clean = {**left(page), "channels": 0}
    stop_half_way(page, photo)

    remove(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    throttle(page, -1)
    page.wait_for_timeout(1000)

    assert asked == []
    assert left(page) == clean
    assert host.kept == []
    mount(page)
    expect(page.get_by_role("heading", name="1 file was not finished.")).to_be_visible()
    with page.expect_request(lambda request: request.method == "POST") as first:
        choose(page, photo)
    assert 'name="dzchunkindex"\r\n\r\n0' not in (first.value.post_data or "")
    expect_arrived(page, "photo.jpg")
    assert host.kept == [PHOTO]


def test_what_is_being_deleted_is_deleted_when_it_is_removed(
    page: Page, strict_host: StrictHost
) -> None:
    open_empty(page, strict_host)
    mount(page)
    choose(page, payload("a.jpg", jpeg()))
    expect_arrived(page, "a.jpg")
    page.get_by_role("button", name="Delete a.jpg").click()

    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        remove(page)

    assert strict_host.kept == []


def test_what_waits_for_another_try_is_not_tried_any_more(
    page: Page, start_strict_host: StartStrictHost
) -> None:
    host = start_strict_host()
    count_from_now_on(page)
    open_empty(page, host)
    clean = left(page)
    mount(page)
    # The script that sends has to be there.
    choose(page, payload("a.jpg", jpeg()))
    expect_arrived(page, "a.jpg")
    host.kill()
    choose(page, payload("b.jpg", jpeg(seed=2)))
    expect(row(page, "b.jpg")).to_contain_text("Trying again in")

    remove(page)

    assert left(page) == clean


def test_moved_it_loses_nothing_and_goes_on(
    page: Page, start_strict_host: StartStrictHost, photo: Path
) -> None:
    host = start_strict_host(CHUNK_BYTES=CHUNK_BYTES)
    open_empty(page, host)
    mount(page)
    choose(page, payload("a.jpg", jpeg()))
    expect_arrived(page, "a.jpg")
    stop_half_way(page, photo)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))

    page.evaluate(
        """async () => {
            const slot = document.querySelector("drop-slot");
            document.getElementById("other").append(slot);
            // As frameworks do it.
            slot.remove();
            await Promise.resolve();
            document.getElementById("one").append(slot);
        }"""
    )

    expect_half_way(page)
    throttle(page, -1)
    expect_arrived(page, "a.jpg", "photo.jpg")
    assert sorted(host.kept) == sorted([jpeg(), PHOTO])
    assert "GET" not in asked


def test_a_picture_that_is_open_stays_so_when_it_is_moved(
    page: Page, strict_host: StrictHost
) -> None:
    open_empty(page, strict_host)
    mount(page, gallery="")
    choose(page, payload("a.jpg", jpeg()))
    page.get_by_role("link", name="a.jpg").click()
    viewer = page.get_by_role("dialog", name="a.jpg")
    expect(viewer).to_be_visible()

    page.evaluate(
        """() => {
            const slot = document.querySelector("drop-slot");
            document.getElementById("other").append(slot);
        }"""
    )

    assert viewer.evaluate("(dialog) => dialog.matches(':modal')")
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()


def test_removed_and_added_later_it_opens_anew_with_what_it_holds(
    page: Page, strict_host: StrictHost
) -> None:
    open_empty(page, strict_host)
    mount(page, gallery="")
    choose(page, payload("a.jpg", jpeg()))
    expect_arrived(page, "a.jpg")
    page.evaluate("window.slot = document.querySelector('drop-slot'); slot.remove()")
    wait_until(page, "!slot.shadowRoot.firstElementChild")

    page.evaluate("document.getElementById('other').append(slot)")

    expect(gallery(page)).to_have_count(1)
    expect(page.locator("#rows > li")).to_have_count(1)
    choose(page, payload("b.jpg", jpeg(seed=2)))
    expect_arrived(page, "b.jpg")


def test_removed_before_it_has_opened_it_never_does(
    page: Page, strict_host: StrictHost
) -> None:
    count_from_now_on(page)
    open_empty(page, strict_host)
    clean = left(page)

    page.evaluate(MOUNT, {})
    page.evaluate("window.slot = document.querySelector('drop-slot'); slot.remove()")
    page.wait_for_load_state("networkidle")

    assert page.evaluate("slot.shadowRoot?.childElementCount ?? 0") == 0
    assert left(page) == clean


def open_empty(page: Page, host: StrictHost) -> None:
    """Open a page without a slot, and let it come to rest."""
    page.goto(f"{host.url}/empty")
    # What drives the browser listens as well, once it has looked for something.
    page.evaluate(MOUNT, {})
    expect(page.locator("drop-slot .dropslot.ready")).to_have_count(1)
    remove(page)
    page.wait_for_load_state("networkidle")


def mount(page: Page, **attributes: Any) -> None:
    """Put a slot on the page, and wait until it is ready."""
    page.evaluate(MOUNT, attributes)
    expect(page.locator("drop-slot .dropslot.ready")).to_have_count(1)


def remove(page: Page) -> None:
    """Take it off again, and wait until it has let go."""
    page.evaluate("window.gone = document.querySelector('drop-slot'); gone.remove()")
    wait_until(page, "!gone.shadowRoot.firstElementChild")
    page.evaluate("delete window.gone")


def use_and_remove(page: Page, turn: int) -> None:
    """Send pictures, delete one, look at another, and take the slot off the page."""
    mount(page, gallery="")
    names = [f"{turn}-{n}.jpg" for n in range(3)]
    bodies = [list(jpeg(seed=10 * turn + n)) for n in range(3)]
    page.evaluate(GIVE, [*zip(names, bodies, strict=True), ("bad.txt", [1])])
    expect_arrived(page, *names)
    page.get_by_role("button", name=f"Delete {names[0]}").first.click()
    page.get_by_role("link", name=names[1]).click()
    expect(page.get_by_role("dialog", name=names[1])).to_be_visible()
    remove(page)
