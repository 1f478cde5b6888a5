"""Paths that somebody names, and which lead nowhere but to this site."""

from __future__ import annotations

import unicodedata

from flask import url_for


def own_path(given: str | None) -> str:
    """Where to go on: a path of this site, or else the page itself."""
    return given if given and is_own_path(given) else url_for(".page")


def is_own_path(path: str) -> bool:
    """Whether a browser stays on this site with a path."""
    # Browsers drop tabs and line ends, and take a backslash for a slash: "/\t/evil.com"
    # would be another site (URL Standard, 4.4).
    plain = not any(c == "\\" or unicodedata.category(c) == "Cc" for c in path)
    return plain and path.startswith("/") and not path.startswith("//")
