"""docs/api.md tells of all that a host may use, and of all that it is given."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from api_page import MODULES, members, public_names
from dropslot.web import dropslot

PAGE = (Path(__file__).parents[1] / "docs" / "api.md").read_text("utf-8")


def _callables() -> dict[str, Callable[..., Any]]:
    """All that can be called, by the name that it has on the page."""
    found: dict[str, Any] = {"dropslot": dropslot}
    for module in map(import_module, MODULES):
        for name in public_names(module):
            thing = getattr(module, name)
            if not (inspect.isclass(thing) or inspect.isfunction(thing)):
                continue
            found[name] = thing
            if inspect.isclass(thing):
                found |= {f"{name}.{one}": value for one, value in members(thing)}
    return found


CALLABLES = _callables()


@pytest.mark.parametrize(
    "name", sorted({n for one in MODULES for n in public_names(import_module(one))})
)
def test_every_public_name_stands_on_the_page(name: str) -> None:
    assert re.search(rf"`{name}`", PAGE)


@pytest.mark.parametrize("name", CALLABLES)
def test_everything_on_the_page_says_what_it_does(name: str) -> None:
    told = inspect.getdoc(CALLABLES[name]) or ""

    assert f"## `{name}`\n" in PAGE
    assert len(told.split()) > 2


@pytest.mark.parametrize("name", CALLABLES)
def test_every_parameter_is_told_of(name: str) -> None:
    thing = CALLABLES[name]
    # An error or a record is what a host is given, and not what it makes.
    if isinstance(thing, property) or (inspect.isclass(thing) and name != "Dropslot"):
        return
    given = [p for p in inspect.signature(thing).parameters if p != "self"]
    told = inspect.getdoc(thing) or ""

    # A single one may be clear from the sentence.
    if len(given) > 1:
        assert [p for p in given if f":param {p}:" not in told] == []
