"""What a page hears of the drop area that stands in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from eight_chunks import CHUNK_BYTES
from hosting import heard, listen, value, wait_until_done
from pictures import flat_png, jpeg
from playwright.sync_api import Page, expect
from program import Program, StartProgram
from visitor import choose, expect_arrived, payload, row, throttle

ONE, TWO = payload("one.jpg", jpeg(seed=1)), payload("two.jpg", jpeg(seed=2))
TEXT = payload("notes.txt", b"no picture")


@pytest.fixture
def page(page: Page) -> Page:
    """A page that writes down what it hears."""
    listen(page)
    return page


def test_a_file_is_added_stored_and_then_all_is_done(page: Page, host: Program) -> None:
    page.goto(f"{host.url}/form")

    choose(page, ONE)
    wait_until_done(page)

    [added, stored, done] = heard(page)
    (name,) = host_names(host)
    size = len(ONE["buffer"])
    assert added == (
        "added",
        {
            "name": None,
            "url": None,
            "thumbnail": None,
            "title": "one.jpg",
            "size": size,
            "file": True,
            "from": "drop-slot",
        },
    )
    assert stored[0] == "stored"
    assert stored[1] == {
        **added[1],
        "name": name,
        "url": f"/photos/uploads/{name}",
        "thumbnail": f"/photos/thumbnails/{name}",
    }
    assert done[0] == "done"
    assert [one["name"] for one in done[1]["stored"]] == [name]
    assert done[1]["refused"] == []


def test_each_go_is_done_once_and_tells_of_its_own_files(
    page: Page, host: Program
) -> None:
    page.goto(f"{host.url}/form")

    choose(page, ONE)
    wait_until_done(page)
    choose(page, TWO)
    wait_until_done(page, 2)

    dones = [detail for _, detail in heard(page, "done")]
    assert [[one["title"] for one in done["stored"]] for done in dones] == [
        ["one.jpg"],
        ["two.jpg"],
    ]
    assert [detail["title"] for _, detail in heard(page, "stored")] == [
        "one.jpg",
        "two.jpg",
    ]


def test_what_is_refused_says_why_and_by_which_code(page: Page, host: Program) -> None:
    page.goto(f"{host.url}/form")

    choose(page, TEXT, payload("cut.jpg", jpeg()[:-50]))
    wait_until_done(page)

    refused = {detail["title"]: detail for _, detail in heard(page, "refused")}
    assert refused["notes.txt"]["code"] == "wrong-extension"
    assert refused["notes.txt"]["error"].startswith(
        "Invalid image: notes.txt is not a picture."
    )
    assert refused["cut.jpg"]["code"] == "invalid-image"
    assert refused["cut.jpg"]["error"] == "Invalid image: cut.jpg is cut short."
    assert not any(detail["canRetry"] for detail in refused.values())
    ((_, done),) = heard(page, "done")
    assert done["stored"] == []
    assert {one["title"] for one in done["refused"]} == refused.keys()


def test_what_failed_may_be_tried_again_in_a_go_of_its_own(
    page: Page, start_host: StartProgram
) -> None:
    host = start_host(MAX_TOTAL="1KB")
    page.goto(f"{host.url}/form")
    choose(page, ONE)
    wait_until_done(page)
    host.signal(15)
    host.wait()
    host.start(port=host.port, MAX_TOTAL="1GB")

    row(page, "one.jpg").get_by_role("button", name="Retry").click()
    wait_until_done(page, 2)

    ((_, refused),) = heard(page, "refused")
    assert (refused["code"], refused["canRetry"]) == ("storage-full", True)
    first, second = (detail for _, detail in heard(page, "done"))
    assert [one["canRetry"] for one in first["refused"]] == [True]
    assert [one["title"] for one in second["stored"]] == ["one.jpg"]
    assert second["refused"] == []


def test_what_has_moved_is_told_of_one_file_and_of_all(
    page: Page, host: Program
) -> None:
    photo = flat_png(6_000, 6_000)
    page.goto(f"{host.url}/form")
    throttle(page, len(photo) // 2)

    choose(page, payload("photo.png", photo))
    wait_until_done(page)

    told = [detail for _, detail in heard(page, "progress")]
    fractions = [one["fraction"] for one in told]
    assert any(0 < fraction < 1 for fraction in fractions)
    assert fractions == sorted(fractions)
    assert all(one["sent"] == one["fraction"] * one["size"] for one in told)
    totals = [one["total"] for one in told]
    assert totals == sorted(totals)
    assert 0 < totals[-1] < 1


def test_whatever_is_removed_is_gone_at_once_and_back_after_undo(
    page: Page, host: Program
) -> None:
    page.goto(f"{host.url}/form")
    choose(page, ONE)
    wait_until_done(page)
    (name,) = value(page)

    row(page, "one.jpg").get_by_role("button", name="Delete").click()
    ((_, removed),) = heard(page, "removed")
    assert removed["name"] == name
    page.get_by_role("button", name="Undo").click()

    assert [kind for kind, _ in heard(page)][-2:] == ["removed", "stored"]
    assert heard(page, "stored")[1] == heard(page, "stored")[0]
    assert value(page) == [name]


def test_a_file_that_is_cancelled_is_removed_and_all_is_done(
    page: Page, start_host: StartProgram, photo: Path
) -> None:
    host = start_host(CHUNK_BYTES=CHUNK_BYTES)
    page.goto(f"{host.url}/form")
    throttle(page, photo.stat().st_size // 20)

    choose(page, photo)
    row(page, "photo.jpg").get_by_role("button", name="Cancel").click()
    wait_until_done(page)

    (_, removed) = heard(page, "removed")[0]
    assert (removed["title"], removed["name"]) == ("photo.jpg", None)
    assert heard(page, "done") == [
        ("done", {"stored": [], "refused": [], "file": True, "from": "drop-slot"})
    ]


def test_a_list_that_is_tidied_up_takes_nothing_back(page: Page, host: Program) -> None:
    page.goto(f"{host.url}/raw?endpoint=/photos/")
    choose(page, ONE)
    wait_until_done(page)
    (name,) = value(page)

    page.get_by_role("button", name="Remove finished").click()

    expect(row(page, "one.jpg")).to_have_count(0)
    assert heard(page, "removed") == []
    assert value(page) == [name]


def test_the_page_that_is_nothing_but_dropslot_tells_the_same(
    page: Page, program: Program
) -> None:
    page.goto(program.url)

    choose(page, ONE)
    expect_arrived(page, "one.jpg")
    wait_until_done(page)

    assert [kind for kind, _ in heard(page)] == ["added", "stored", "done"]


def host_names(host: Program) -> list[str]:
    """The names in the folder of the app."""
    listed = host.get_json("/photos/uploads/?limit=500")
    return [upload["name"] for upload in listed["uploads"]]
