"""The sentences, beside their loader: one JSON file a language."""

from __future__ import annotations

from .languages import ENGLISH, LANGUAGES, Language, in_megabytes

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "Language",
    "in_megabytes",
]
