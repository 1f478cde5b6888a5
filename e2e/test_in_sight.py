"""What a visitor has to see is in sight: what goes up, what is wrong, how it ended."""

from __future__ import annotations

import re

import pytest
from pictures import jpeg
from playwright.sync_api import Page, expect
from program import Program
from visitor import choose, expect_arrived, payload, row, throttle

SMALL = {
    "a phone held sideways": (844, 390),
    "a laptop at 200 %": (683, 325),
    "a phone": (390, 700),
}


@pytest.mark.parametrize("window", SMALL.values(), ids=SMALL.keys())
def test_what_goes_up_is_in_sight_on_a_small_screen(
    page: Page, program: Program, window: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": window[0], "height": window[1]})
    page.goto(program.url)

    choose(page, payload("a.jpg", jpeg()), payload("b.jpg", jpeg(seed=2)))

    expect(row(page, "a.jpg")).to_be_in_viewport(ratio=0.9)
    expect(page.get_by_role("button", name="Add more")).to_be_visible()
    expect_arrived(page, "a.jpg", "b.jpg")
    page.get_by_role("button", name="Remove finished").click()
    expect(page.get_by_role("button", name="Choose files")).to_be_focused()


def test_what_is_wrong_stands_first_and_never_counts_as_arrived(
    page: Page, program: Program
) -> None:
    page.goto(program.url)

    choose(
        page,
        payload("a.jpg", jpeg()),
        payload("notes.txt", b"x"),
        payload("b.jpg", jpeg(seed=2)),
        payload("cut.jpg", jpeg()[:-500]),
    )

    expect_arrived(page, "a.jpg", "b.jpg")
    expect(row(page, "cut.jpg")).to_contain_text("Invalid image")
    expect(page.get_by_text("2 refused.").first).to_be_visible()
    expect(page.get_by_text("2 pictures arrived.", exact=True).first).to_be_visible()
    names = page.get_by_role("list", name="Your files").get_by_role("listitem")
    expect(names).to_have_text(
        [re.compile(name) for name in ("notes", "cut", "a", "b")]
    )


def test_the_end_is_glad_and_all_links_can_be_copied_at_once(
    page: Page, program: Program
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(program.url)
    choose(page, *[payload(f"{n}.jpg", jpeg(seed=n)) for n in range(3)])
    expect(page.get_by_text("All 3 pictures arrived.").first).to_be_visible()

    page.get_by_role("button", name="Copy all links").click()

    expect(page.get_by_text("3 links copied.").first).to_be_attached()
    copied = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert sorted(copied) == sorted(
        f"{program.url}/uploads/{name}" for name in program.names()
    )


def test_of_a_long_list_only_so_much_is_shown_until_all_is_asked_for(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    throttle(page, 20_000)
    choose(page, *[payload(f"{n}.jpg", jpeg(seed=n)) for n in range(40)])
    rows = page.get_by_role("list", name="Your files").get_by_role("listitem")
    expect(rows).to_have_count(30)

    show_all = page.get_by_role("button", name="Show all 40 files")
    show_all.click()

    expect(rows).to_have_count(40)
    page.get_by_role("button", name="Show fewer").click()
    expect(rows).to_have_count(30)
    expect(show_all).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("language", ["de", "fr", "es", "ar"])
def test_the_end_fits_on_a_phone_in_every_language(
    page: Page, program: Program, language: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"{program.url}/?language={language}")

    page.locator("#files").set_input_files(
        [payload("a.jpg", jpeg()), payload("notes.txt", b"x")]
    )

    expect(page.locator("[data-tone=over]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_names_stay_whole_in_every_script(page: Page, program: Program) -> None:
    page.goto(program.url)
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
    arabic = "صورة العائلة في الصيف ٢٠٢٦.jpg"
    emoji = f"Our holidays {family}at1.jpg"

    choose(page, payload(arabic, jpeg()), payload(emoji, jpeg(seed=2)))

    expect_arrived(page, arabic, emoji)
    halves = page.evaluate(
        "[...document.querySelectorAll('.name')].map("
        "(name) => [...name.children].map((half) => half.textContent))"
    )
    assert halves == [[arabic, ""], ["Our holidays ", f"{family}at1.jpg"]]


def test_nothing_on_the_page_scrolls_by_itself(page: Page, program: Program) -> None:
    page.goto(program.url)
    choose(page, *[payload(f"{n}.jpg", jpeg(seed=n)) for n in range(12)])
    expect_arrived(page, "11.jpg")

    scrolling = page.evaluate(
        "[...document.querySelectorAll('main *')].filter((element) =>"
        " /auto|scroll/.test(getComputedStyle(element).overflowY)).length"
    )

    assert scrolling == 0


def test_whoever_has_the_focus_keeps_it_when_a_long_list_makes_room(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()))
    expect_arrived(page, "a.jpg")
    copy = row(page, "a.jpg").get_by_role("button", name="Copy link")
    copy.focus()

    page.evaluate(
        """() => {
          const chosen = new DataTransfer();
          for (let n = 0; n < 40; n += 1) {
            chosen.items.add(new File([new Uint8Array(10 + n)], `${n}.jpg`));
          }
          const input = document.querySelector("[data-part=files]");
          input.files = chosen.files;
          input.dispatchEvent(new Event("change"));
        }"""
    )

    expect(page.get_by_role("button", name="Show all 41 files")).to_be_visible()
    expect(copy).to_be_focused()


def test_fewer_rows_are_those_that_go_up_and_of_a_short_list_there_are_no_fewer(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    choose(page, *[payload(f"{n}.jpg", jpeg(seed=n)) for n in range(34)])
    page.get_by_role("button", name="Show all 34 files").click()
    expect(page.get_by_text("All 34 pictures arrived.").first).to_be_visible()
    throttle(page, 2000)
    choose(page, payload("new.jpg", jpeg(seed=50)))
    expect(row(page, "new.jpg")).to_be_visible()

    page.get_by_role("button", name="Show fewer").click()

    expect(row(page, "new.jpg")).to_be_visible()
    throttle(page, -1)
    expect(page.get_by_text("Your picture arrived.").first).to_be_visible()
    page.get_by_role("button", name="Show all 35 files").click()
    page.get_by_role("button", name="Remove finished").click()
    choose(page, payload("last.jpg", jpeg(seed=51)))
    expect(row(page, "last.jpg")).to_be_visible()
    expect(page.get_by_role("button", name="Show fewer")).to_be_hidden()
