"""Whatever colour an operator likes, what is written in it can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from dropslot.web.accent import (
    AA,
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    accent_of,
    contrast,
    sheet_of,
)
from hypothesis import given
from hypothesis import strategies as some

TOKENS = Path(__file__).parents[2] / "frontend" / "styles" / "tokens.css"
# Of the page's ink in light and dark.
INK, DARK_INK = "#24201c", "#f1ece5"


@given(some.integers(0, 0xFFFFFF))
def test_every_colour_reaches_aa_wherever_it_stands(number: int) -> None:
    accent = accent_of(f"#{number:06x}")

    for shades, grounds, ink in (
        (accent.light, LIGHT_GROUNDS, INK),
        (accent.dark, DARK_GROUNDS, DARK_INK),
    ):
        for ground in (*grounds, shades.mist):
            assert contrast(shades.teal, ground) >= AA
        assert contrast(shades.on, shades.teal) >= AA
        assert contrast(shades.on, shades.deep) >= AA
        assert contrast(ink, shades.mist) >= AA


@pytest.mark.parametrize("colour", ["#0e6664", "#b3261e", "#1a4f9c", "#5b2a86"])
def test_a_colour_that_can_be_read_stays_as_it_is(colour: str) -> None:
    assert accent_of(colour).light.teal == colour


def test_a_light_colour_stays_as_it_is_in_the_dark() -> None:
    assert accent_of("#e0c040").dark.teal == "#e0c040"


def test_black_on_white_is_the_largest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_grounds_are_those_of_the_page() -> None:
    """Another ground there may take another shade here."""
    tokens = TOKENS.read_text("utf-8")
    light, dark = tokens.split("@media (prefers-color-scheme: dark)")
    night = {f"#{int(r):02x}{int(g):02x}{int(b):02x}" for r, g, b in _night(light)}

    assert set(LIGHT_GROUNDS) == {
        *("#ffffff", *_values(light, "paper", "sand")),
    }
    assert set(DARK_GROUNDS) == {
        *night,
        *_values(dark, "paper"),
        *_values(light, "night-card", "night-sand"),
    }


def test_the_sheet_gives_new_values_to_the_names_of_the_page() -> None:
    declared = set(re.findall(r"(--[\w-]+):", sheet_of(accent_of("#b3261e"))))
    known = set(re.findall(r"(--[\w-]+):", TOKENS.read_text("utf-8")))

    assert declared <= known


def test_in_a_page_of_a_host_the_shades_follow_its_mode() -> None:
    accent = accent_of("#b3261e")

    _, _, own = sheet_of(accent).partition("@supports")

    assert f"--teal:light-dark({accent.light.teal},{accent.dark.teal})" in own


def _values(sheet: str, *names: str) -> list[str]:
    found = [re.search(rf"--{name}: (#[0-9a-f]+);", sheet) for name in names]
    return [one[1] for one in found if one]


def _night(sheet: str) -> list[tuple[str, str, str]]:
    return re.findall(r"--night: (\d+) (\d+) (\d+);", sheet)
