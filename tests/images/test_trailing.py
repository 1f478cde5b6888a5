"""What may stand behind a picture: what cameras leave there, and nothing that hides."""

from __future__ import annotations

import pytest
from dropslot.locales import LANGUAGES
from dropslot.model import NotAnImage
from inspecting import Check
from polyglots import HIDDEN
from tails import FORMATS, HARMLESS, TAILS_OF_ALL


@pytest.mark.parametrize("kind", TAILS_OF_ALL)
@pytest.mark.parametrize("extension", FORMATS)
def test_what_does_no_harm_may_stand_behind_any_picture(
    checked: Check, extension: str, kind: str
) -> None:
    assert checked(f"a{extension}", FORMATS[extension]() + TAILS_OF_ALL[kind])


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_cameras_and_tools_leave_passes(checked: Check, kind: str) -> None:
    filename, make = HARMLESS[kind]

    assert checked(filename, make())


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_hides_behind_a_picture_is_called_by_what_it_is(
    checked: Check, kind: str
) -> None:
    filename, make, key = HIDDEN[kind]

    with pytest.raises(NotAnImage) as refusal:
        checked(filename, make())

    assert refusal.value.key == key
    assert all(key in language.words for language in LANGUAGES.values())
