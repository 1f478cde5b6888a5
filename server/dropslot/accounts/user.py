"""Someone with an account, and what their name may be."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

NAME_CHARACTERS = 64
_PUNCTUATION = frozenset("._-+@")


class UserError(ValueError):
    """There is no such user, or there cannot be; its text is the whole sentence."""


@dataclass(frozen=True, slots=True)
class User:
    """Someone with an account.

    :param id: names their folder; it is never used again for somebody else.
    """

    id: str
    name: str
    is_admin: bool


def name_key(name: str) -> str:
    """A name as it is compared."""
    # Nothing longer is anybody's.
    short = name.strip()[: 2 * NAME_CHARACTERS]
    return unicodedata.normalize("NFKC", short).casefold()


def clean_name(name: str) -> str:
    """A name as it is kept.

    :raises UserError: it cannot be one.
    """
    name = unicodedata.normalize("NFC", name.strip())
    plain = all(c in _PUNCTUATION or _is_of_words(c) for c in name)
    if not (plain and any(c.isalnum() for c in name) and len(name) <= NAME_CHARACTERS):
        raise UserError(
            f"'{name}' cannot be a name: it takes 1 to {NAME_CHARACTERS} letters,"
            " digits and . _ - + @"
        )
    return name


def _is_of_words(character: str) -> bool:
    # Many scripts write vowels as marks, which belong to no class of letters.
    return character.isalnum() or unicodedata.category(character).startswith("M")
