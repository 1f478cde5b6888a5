"""What makes a page its operator's own: title, message, accent, footer."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from .logo import Logo, logo

__all__ = ["Link", "Logo", "accent", "footer", "logo", "message", "title"]

TITLE_CHARACTERS = 60
MESSAGE_CHARACTERS = 500
LINKS = 8
_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
# A comma may be part of an address; between two links something follows it.
_BETWEEN_LINKS = re.compile(r",\s+|[\n;]")
# "//evil.example" would be another site, and browsers take a backslash for a slash.
_ADDRESS = re.compile(
    r"(https?://[^\s\\/?#]+[^\s\\]*|mailto:[^\s\\@]+@[^\s\\]+|/(?![/\\])[^\s\\]*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link at the foot of the page."""

    text: str
    url: str

    def __str__(self) -> str:
        return f"{self.text} {self.url}"


def title(value: Any) -> str:
    text = " ".join(str(value).split())
    if not 1 <= len(text) <= TITLE_CHARACTERS or not _is_plain(text):
        raise ValueError(f"a name of 1 to {TITLE_CHARACTERS} characters")
    return text


def message(value: Any) -> str:
    # Where no line can be broken, as in a file for systemd or Docker, "\n" is written.
    lines = str(value).replace("\\n", "\n").splitlines()
    text = "\n".join(" ".join(line.split()) for line in lines).strip()
    if len(text) > MESSAGE_CHARACTERS or not _is_plain(text.replace("\n", "")):
        raise ValueError(f"plain text of at most {MESSAGE_CHARACTERS} characters")
    return text


def accent(value: Any) -> str | None:
    """A colour as six hexadecimal digits, in lower case."""
    text = str(value or "").strip()
    if not text:
        return None
    if not _COLOUR.fullmatch(text):
        raise ValueError("a colour of three or six hexadecimal digits, such as #b3261e")
    digits = text[1:].lower()
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return f"#{digits}"


def footer(value: Any) -> tuple[Link, ...]:
    """Links, from text or, in a host app, from pairs of text and address."""
    parts = _BETWEEN_LINKS.split(value) if isinstance(value, str) else list(value)
    links = tuple(_link(part) for part in parts if part and str(part).strip())
    if len(links) > LINKS:
        raise ValueError(f"at most {LINKS} links")
    return links


def _link(given: Any) -> Link:
    if isinstance(given, str):
        text, _, url = given.strip().rstrip(",").rpartition(" ")
    else:
        text, url = given
    text, url = " ".join(str(text).split()), str(url).strip()
    if not (text and _is_plain(text) and _ADDRESS.fullmatch(url) and _is_plain(url)):
        raise ValueError(
            "texts with an address each and commas between, such as Imprint"
            " https://example.org/imprint, Privacy /privacy; an address begins with"
            " https://, http://, mailto: or /"
        )
    return Link(text, url)


def _is_plain(text: str) -> bool:
    # Overrides of the writing direction would let a text look like another.
    unseen = {"Cc", "Cs", "Zl", "Zp"}
    return not any(
        unicodedata.category(c) in unseen or "\u202a" <= c <= "\u202e" for c in text
    )
