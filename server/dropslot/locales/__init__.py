"""The sentences, beside their loader: one JSON file a language."""

from __future__ import annotations

from .languages import ENGLISH, LANGUAGES, Language, asked_for, in_megabytes
from .more import WrongLocale, read_languages

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "Language",
    "WrongLocale",
    "asked_for",
    "in_megabytes",
    "read_languages",
]
