"""The whole way with nothing but a keyboard."""

from __future__ import annotations

from pictures import flat_png, jpeg
from playwright.sync_api import Page, expect
from program import Program
from visitor import choose, expect_arrived, payload, row, throttle


def test_files_are_chosen_cleared_and_taken_back_by_keyboard_only(
    page: Page, program: Program
) -> None:
    # Told now to leave the choice to us: a key press is faster than that.
    page.on("filechooser", lambda _: None)
    page.goto(program.url)
    tab_to(page, "Choose files")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(
        [payload("a.jpg", jpeg()), payload("cut.jpg", jpeg()[:-50])]
    )
    expect_arrived(page, "a.jpg")
    expect(row(page, "cut.jpg")).to_contain_text("is cut short.")

    tab_to(page, "Remove cut.jpg")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Delete a.jpg")).not_to_be_focused()
    tab_to(page, "Delete a.jpg", back=True)
    page.keyboard.press("Space")
    tab_to(page, "Undo")
    page.keyboard.press("Enter")

    expect(row(page, "a.jpg")).to_be_visible()


def test_focus_goes_to_the_neighbour_of_a_row_that_goes(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    choose(page, *[payload(f"{n}.jpg", b"no picture") for n in range(3)])
    for n in range(3):
        expect(row(page, f"{n}.jpg")).to_contain_text("is not a picture")
    page.get_by_role("button", name="Remove 1.jpg").focus()

    for focused in ("Remove 2.jpg", "Remove 0.jpg", "Choose files"):
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=focused)).to_be_focused()


def test_focus_stays_on_its_button_while_a_file_goes_through_its_states(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    throttle(page, 50_000)
    choose(page, *[payload(f"{n}.jpg", jpeg(800, 600, seed=n)) for n in range(4)])
    expect(row(page, "3.jpg")).to_contain_text("Waiting")

    focused = focus_on(page, "Cancel 3.jpg")
    throttle(page, -1)
    expect_arrived(page, "3.jpg")

    assert page.evaluate(focused) == ["Cancel 3.jpg", "Copy link 3.jpg"]


def test_focus_never_comes_to_cancel_by_itself(page: Page, program: Program) -> None:
    page.goto(program.url)
    throttle(page, 50_000)
    # It takes a moment to check.
    choose(page, payload("a.png", flat_png(6_000, 6_000)))

    focused = focus_on(page, "Pause a.png")
    throttle(page, -1)
    expect_arrived(page, "a.png")

    # While it is being checked there is only [Cancel], so the row itself has it.
    assert page.evaluate(focused) == ["Pause a.png", "row"]


def test_the_large_view_keeps_focus_inside_and_gives_it_back(
    page: Page, program: Program
) -> None:
    page.goto(program.url)
    choose(page, payload("a.jpg", jpeg()))
    link = page.get_by_role("link", name="a.jpg")
    expect(link).to_be_visible()
    link.focus()

    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        outside = page.evaluate(
            "!document.activeElement.closest('dialog, body:not(:focus)')"
        )
        assert not outside
    page.keyboard.press("Escape")

    expect(link).to_be_focused()


def test_what_has_the_focus_is_seen_to_have_it(page: Page, program: Program) -> None:
    page.goto(program.url)

    tab_to(page, "Choose files")

    style = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(style) != "none"


def focus_on(page: Page, name: str) -> str:
    """Focus a button; return what tells all that has the focus from then on."""
    page.evaluate(
        """
        window.focused = [];
        addEventListener("focusin", ({target}) =>
            window.focused.push(target.ariaLabel ?? "row"));
        """
    )
    page.get_by_role("button", name=name).focus()
    return "window.focused"


def tab_to(page: Page, name: str, back: bool = False) -> None:
    """Press Tab until a control has the focus; fail when it never has."""
    wanted = page.get_by_role("button", name=name)
    for _ in range(30):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{name} cannot be reached by keyboard.")
