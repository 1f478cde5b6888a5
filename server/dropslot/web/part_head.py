"""The head of a form's part: what its ``Content-Disposition`` says (RFC 7578, 4.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from werkzeug.http import parse_options_header

from .charsets import decoded

# RFC 8187, 3.2.1: charset, language, and bytes in percent signs. RFC 7578 would rather
# not have it in a form, and some programs send it all the same.
_EXTENDED = re.compile(r";\s*filename\*\s*=\s*\"?([\w-]*)'[^']*'([^\s;\"]+)", re.I)
# Without its quotes, where it is more than a word of ASCII.
_BARE = re.compile(r";\s*filename\s*=\s*([^\";]+)", re.I)
# What browsers put for a line's end in a name, as for a quotation mark (HTML Standard,
# 4.10.21.8); Werkzeug gives back the latter.
_LINE_END = re.compile("(%0D)?%0A|%0D")


@dataclass(frozen=True, slots=True)
class Head:
    """What a part is.

    :param name: of its field, "" where it has none.
    :param filename: what its sender calls it, or None: then it is no file.
    :param is_guessed: both may be something else, in another charset.
    """

    name: str
    filename: str | None
    is_guessed: bool


def head_of(disposition: str, languages: Iterable[str], is_guessed: bool) -> Head:
    """Read a ``Content-Disposition``.

    :param languages: tags that the sender asks for, in lower case, the dearest first.
    """
    _, parameters = parse_options_header(disposition)
    filename = parameters.get("filename")
    if extended := _EXTENDED.search(disposition):
        filename = _unquoted(extended[1], extended[2], languages)
    elif filename is None and (bare := _BARE.search(disposition)):
        filename = bare[1].strip()
    if filename is not None:
        filename = _LINE_END.sub(" ", filename)
    return Head(parameters.get("name", ""), filename, is_guessed)


def _unquoted(charset: str, text: str, languages: Iterable[str]) -> str:
    raw = unquote_to_bytes(text)
    try:
        return raw.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decoded(raw, languages)
