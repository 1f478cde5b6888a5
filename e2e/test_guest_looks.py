"""What a drop area looks like in somebody else's page, and what that may change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dragging import Drag
from pictures import jpeg
from playwright.sync_api import Locator, Page, expect
from strict_hosting import StartStrictHost, StrictHost, middle, visit
from visitor import choose, expect_arrived, payload, row

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
ADD_STYLE = """(text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets.push(sheet);
}"""
# In sRGB, whatever space a colour was written in.
CHANNELS = """async (element, property) => {
    await Promise.all(element.getAnimations().map(({finished}) => finished));
    const context = document.createElement("canvas").getContext("2d");
    context.fillStyle = getComputedStyle(element)[property];
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
}"""
STYLE = """async (element, property) => {
    await Promise.all(element.getAnimations().map(({finished}) => finished));
    return getComputedStyle(element)[property];
}"""
OVERFLOWING = """(slot) => [...slot.shadowRoot.querySelectorAll("*")]
    .filter((element) => element.checkVisibility() && !element.closest(".unseen"))
    .filter((element) => {
        const {left, right, width} = element.getBoundingClientRect();
        const place = slot.getBoundingClientRect();
        return width > 1 && (right > place.right + 1 || left < place.left - 1);
    })
    .map((element) => element.outerHTML.slice(0, 80))"""
RUN_AXE = """async () => {
    const {shadowRoot} = document.querySelector("drop-slot");
    await Promise.all(shadowRoot.getAnimations().map(({finished}) => finished));
    return axe.run("drop-slot");
}"""
INK = {"light": [0x24, 0x20, 0x1C, 255], "dark": [0xF1, 0xEC, 0xE5, 255]}


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """One on the visitor's disk."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg())
    return path


def test_what_the_page_says_of_its_own_elements_does_not_come_in(
    page: Page, strict_host: StrictHost
) -> None:
    visit(page, strict_host.url)
    slot = page.locator("drop-slot")
    heading = slot.get_by_role("heading", name="Drop pictures here")
    limits = slot.locator("#limits p").first

    assert style(limits, "fontSize") == "15.75px"
    assert style(heading, "borderTopWidth") == "0px"
    assert style(heading, "textTransform") == "none"
    assert style(limits, "letterSpacing") == "normal"
    assert style(slot.locator(".drop"), "boxSizing") == "border-box"
    expect(slot.locator("#list")).to_be_hidden()
    choose(page, payload("cut.jpg", jpeg()[:-50]))
    remove = page.get_by_role("button", name="Remove cut.jpg")
    assert style(remove, "color") != "rgb(255, 0, 0)"
    assert style(remove, "width") == "36px"


def test_letters_ink_and_mode_are_those_of_the_page(
    page: Page, strict_host: StrictHost
) -> None:
    visit(page, strict_host.url)
    dress(page, ".article { color: rgb(1, 2, 3); font: 20px 'Courier New' }")
    heading = page.get_by_role("heading", name="Drop pictures here")

    assert style(heading, "fontFamily") == '"Courier New"'
    assert style(heading, "fontSize") == "25px"
    assert style(heading, "color") == "rgb(1, 2, 3)"
    assert style(page.locator("drop-slot .dropslot"), "backgroundColor") == CLEAR


CLEAR = "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("prefers", ["light", "dark"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_it_is_dark_where_the_page_is_and_not_where_the_visitor_likes_it(
    page: Page, strict_host: StrictHost, mode: str, prefers: Any
) -> None:
    page.emulate_media(color_scheme=prefers)
    visit(page, strict_host.url)
    dress(page, f":root {{ color-scheme: {mode} }}")

    assert channels(page.locator("drop-slot #overlay"), "color") == INK[mode]


@pytest.mark.parametrize("accent", ["#ffd400", "#0b1f4d", "#777", "#e03131", "#757575"])
def test_one_accent_is_enough_for_a_button_that_can_be_read(
    page: Page, strict_host: StrictHost, accent: str
) -> None:
    visit(page, strict_host.url)
    dress(page, f"body {{ --dropslot-accent: {accent} }}")
    button = page.locator("drop-slot .button.main").first

    assert contrast_in(button) >= 4.5
    page.locator("drop-slot #files").hover()
    assert contrast_in(button) >= 4.5


@pytest.mark.parametrize(
    ("property", "value", "element", "styled", "expected"),
    [
        ("accent", "#123456", ".button.main", "backgroundColor", "rgb(18, 52, 86)"),
        ("on-accent", "#fedcba", ".button.main", "color", "rgb(254, 220, 186)"),
        ("panel", "#123456", ".drop", "backgroundColor", "rgb(18, 52, 86)"),
        ("ink", "#123456", ".drop-heading", "color", "rgb(18, 52, 86)"),
        ("quiet", "#123456", ".limits", "color", "rgb(18, 52, 86)"),
        ("line", "#123456", ".drop", "borderTopColor", "rgb(18, 52, 86)"),
        ("round", "3px", ".drop", "borderTopLeftRadius", "3px"),
        ("round", "0", ".button.main", "borderTopLeftRadius", "0px"),
        ("font", "monospace", ".drop-heading", "fontFamily", "monospace"),
    ],
)
def test_a_property_of_the_page_is_seen(
    page: Page,
    strict_host: StrictHost,
    property: str,
    value: str,
    element: str,
    styled: str,
    expected: str,
) -> None:
    visit(page, strict_host.url)

    dress(page, f"drop-slot {{ --dropslot-{property}: {value} }}")

    found = page.locator(f"drop-slot {element}").first
    assert style(found, styled) == expected


def test_a_part_is_dressed_by_the_page(page: Page, strict_host: StrictHost) -> None:
    visit(page, f"{strict_host.url}/gallery")
    choose(page, payload("a.jpg", jpeg()), payload("cut.jpg", jpeg()[:-50]))
    expect_arrived(page, "a.jpg")
    expect(row(page, "cut.jpg")).to_contain_text("is cut short.")
    expect(page.locator("drop-slot .tile")).to_have_count(1)
    parts = {
        ".drop": "drop",
        ".drop-heading": "heading",
        ".button": "button",
        ".button.main": "button-main",
        ".limits": "limits",
        ".rows": "list",
        ".row": "row",
        ".thumb": "thumbnail",
        ".status": "status",
        ".bar": "bar",
        ".popup": "popup",
        ".gallery": "gallery",
        ".tile": "tile",
        ".toast": "toast",
        ".overlay": "veil",
    }

    for number, part in enumerate(parts.values()):
        dress(page, f"drop-slot::part({part}) {{ outline-offset: {number + 40}px }}")

    for number, selector in enumerate(parts):
        found = page.locator(f"drop-slot {selector}").first
        # A main button is a button as well.
        offset = 43 if selector == ".button" else number + 40
        assert style(found, "outlineOffset") == f"{offset}px", selector


@pytest.mark.parametrize("width", [300, 640, 1100])
def test_everything_is_inside_of_its_place(
    page: Page, strict_host: StrictHost, width: int
) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    visit(page, f"{strict_host.url}/gallery")
    dress(page, f".article {{ max-width: {width}px }}")
    name = "A very long name of a picture that nobody has ever shortened.jpg"

    choose(page, payload(name, jpeg()), payload("cut.jpg", jpeg()[:-50]))

    expect_arrived(page, name)
    expect(page.locator("drop-slot .tile")).to_have_count(1)
    slot = page.locator("drop-slot")
    box = slot.bounding_box()
    assert box
    assert box["width"] == width
    assert slot.evaluate(OVERFLOWING) == []


def test_where_the_page_shrinks_it_to_what_is_in_it_there_is_room_for_that(
    page: Page, strict_host: StrictHost
) -> None:
    visit(page, strict_host.url)

    dress(page, ".article { width: fit-content }")

    box = page.locator("drop-slot").bounding_box()
    assert box
    assert box["width"] > 250


def test_the_line_about_what_was_done_covers_nothing_of_the_page(
    page: Page, strict_host: StrictHost
) -> None:
    visit(page, strict_host.url)
    choose(page, payload("a.jpg", jpeg()), payload("b.jpg", jpeg(seed=2)))
    expect_arrived(page, "a.jpg", "b.jpg")
    slot = page.locator("drop-slot").bounding_box()

    page.get_by_role("button", name="Delete a.jpg").click()

    toast = page.locator("drop-slot .toast").bounding_box()
    assert slot
    assert toast
    assert toast["y"] >= slot["y"]
    after = page.locator("drop-slot").bounding_box()
    assert after
    assert toast["y"] + toast["height"] <= after["y"] + after["height"]
    assert slot["x"] <= toast["x"]
    assert toast["x"] + toast["width"] <= slot["x"] + slot["width"]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_operators_accent_comes_along(
    page: Page, start_strict_host: StartStrictHost, mode: str
) -> None:
    host = start_strict_host(ACCENT="#b3261e")
    visit(page, host.url)
    dress(page, f":root {{ color-scheme: {mode} }}")
    button = page.locator("drop-slot .button.main").first

    red, green, blue, _ = channels(button, "backgroundColor")

    assert red > green
    assert red > blue
    assert contrast_in(button) >= 4.5
    assert (red > 200) == (mode == "dark")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_it_is_accessible_in_the_page_of_a_host(
    page: Page, strict_host: StrictHost, picture: Path, mode: str
) -> None:
    visit(page, f"{strict_host.url}/gallery")
    ground, ink = ("#fff", "#1a1d24") if mode == "light" else ("#12151c", "#e8eaf0")
    dress(page, f":root {{ color-scheme: {mode}; background: {ground}; color: {ink} }}")
    assert violations(page) == []

    drag = Drag(page, picture)
    drag.over(*middle(page.locator("drop-slot")))
    expect(page.get_by_text("Drop 1 picture")).to_be_visible()
    assert violations(page) == []
    drag.leave()

    choose(page, payload("a.jpg", jpeg()), payload("cut.jpg", jpeg()[:-50]))
    expect_arrived(page, "a.jpg")
    expect(row(page, "cut.jpg")).to_contain_text("is cut short.")
    expect(page.locator("drop-slot .tile")).to_have_count(1)
    assert violations(page) == []
    page.get_by_role("button", name="Delete a.jpg").click()
    assert violations(page) == []


def dress(page: Page, text: str) -> None:
    """Add a sheet of the host's own."""
    page.evaluate(ADD_STYLE, text)


def style(element: Locator, property: str) -> str:
    """What the browser has made of a property."""
    return str(element.evaluate(STYLE, property))


def channels(element: Locator, property: str) -> list[int]:
    """A colour: red, green, blue and alpha, each from 0 to 255."""
    found: list[int] = element.evaluate(CHANNELS, property)
    return found


def contrast_in(element: Locator) -> float:
    """That of an element's ink with its ground (WCAG 2.2, "contrast ratio")."""
    colours = (channels(element, one) for one in ("color", "backgroundColor"))
    low, high = sorted(luminance(colour) for colour in colours)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: list[int]) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (linear(one / 255) for one in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(channel: float) -> float:
    """Light, of what a channel of sRGB says."""
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)


def violations(page: Page) -> list[str]:
    """What axe finds in the slot, as it is."""
    # Not as an element of the page's: its policy lets none in.
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RUN_AXE)
    return [
        f"{one['id']}: {node['html']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
