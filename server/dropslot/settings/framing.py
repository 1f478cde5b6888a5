"""How the setting is read that says in whose pages ours may be shown."""

from __future__ import annotations

import re
from typing import Any

SELF, NONE = "'self'", "'none'"
# An origin, or every name under one (CSP Level 3, 2.3.1, "host-source", with a scheme,
# without a path).
_ORIGIN = re.compile(
    r"https?://(\*\.)?([a-z0-9_-]+\.)*[a-z0-9_-]+(:\d{1,5})?"
    r"|https?://\[[0-9a-f:.]+\](:\d{1,5})?"
)
_KEYWORDS = {word: word for word in (SELF, NONE)} | {"self": SELF, "none": NONE}


def frame_ancestors(value: Any) -> tuple[str, ...]:
    """Sources as the policy of a page names them: ``'self'``, origins, or ``'none'``
    alone."""
    words = value.replace(",", " ").split() if isinstance(value, str) else list(value)
    sources = tuple(dict.fromkeys(_source(str(word)) for word in words))
    if not sources or (NONE in sources and len(sources) > 1):
        raise ValueError(_ALLOWED)
    return sources


def _source(word: str) -> str:
    text = word.lower()
    # Whoever copies it from the address bar copies the slash as well.
    source = _KEYWORDS.get(text, text.removesuffix("/"))
    if source not in _KEYWORDS.values() and not _ORIGIN.fullmatch(source):
        raise ValueError(_ALLOWED)
    return source


_ALLOWED = (
    "'self', 'none', or origins with spaces between, such as 'self'"
    " https://shop.example.org https://*.example.com"
)
