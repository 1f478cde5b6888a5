"""A drop area as a field of somebody else's form, in every engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from program import Program

from engines.conftest import Engine
from engines.webdriver import Session, wait_for

_SLOT = "const slot = document.querySelector('drop-slot'); "
_IS_READY = "return slot.shadowRoot?.querySelector('.dropslot.ready') !== null"


class Form:
    """The form, as somebody fills it in."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, url: str) -> None:
        """Come to it."""
        self._session.open(url)
        self.wait_until_ready()

    def go_back(self) -> None:
        """Go back to it."""
        self._session.back()
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until the drop area is there."""
        wait_for(lambda: self.of_slot(_IS_READY), "a drop area")

    def of_slot(self, script: str) -> Any:
        """What a script returns that knows ``slot``."""
        return self._session.run(_SLOT + script)

    def choose(self, *files: Path) -> list[str]:
        """Choose files and wait until they are stored; return their names."""
        picker = self.of_slot("return slot.shadowRoot.querySelector('#files')")
        self._session.give(picker, files)
        stored = len(self.of_slot("return slot.value")) + len(files)
        wait_for(
            lambda: len(self.of_slot("return slot.value")) == stored, "what is stored"
        )
        names: list[str] = self.of_slot("return slot.value")
        return names

    def save(self) -> None:
        """Press the button that sends it."""
        self._session.click(
            self._session.run("return document.querySelector('button:not([type])')")
        )

    def got(self) -> dict[str, list[str]]:
        """What the app got."""
        script = "return document.querySelector('pre')?.innerText"
        told = wait_for(lambda: self._session.run(script), "what was sent")
        return dict(json.loads(told))


@pytest.fixture
def form(engine: Engine) -> Iterator[Form]:
    """Somebody who has never been here."""
    with engine.session() as session:
        yield Form(session)


def test_it_sends_names_and_finds_them_again_when_somebody_comes_back(
    form: Form, host: Program, photos: list[Path]
) -> None:
    form.open(f"{host.url}/form")
    names = form.choose(*photos[:2])

    form.save()

    assert form.got()["photos"] == names
    form.go_back()
    rows = "return [...slot.shadowRoot.querySelectorAll('.status')]"
    texts = rows + ".map((row) => row.innerText.trim())"
    wait_for(lambda: form.of_slot(texts) == ["Added earlier"] * 2, "what was there")
    form.save()
    assert form.got()["photos"] == names


def test_what_is_missing_is_said_where_it_can_be_chosen(
    form: Form, host: Program
) -> None:
    form.open(f"{host.url}/form?required=yes")

    form.save()

    focused = "return slot.shadowRoot.activeElement?.id"
    wait_for(lambda: form.of_slot(focused) == "files", "the focus at the button")
    assert form.of_slot("return slot.validationMessage") == "Add at least one picture."


def test_a_fieldset_that_is_disabled_disables_it(
    form: Form, host: Program, photos: list[Path]
) -> None:
    form.open(f"{host.url}/form")
    form.choose(photos[0])

    form.of_slot("document.getElementById('set').disabled = true")

    is_disabled = (
        "return [...slot.shadowRoot.querySelectorAll('#files, .acts button')]"
        ".map((control) => control.matches(':disabled'))"
    )
    assert set(form.of_slot(is_disabled)) == {True}
    form.save()
    assert "photos" not in form.got()
