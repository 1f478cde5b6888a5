"""Names in bytes that are not UTF-8: which letters they most likely were.

Browsers send a form in the charset of its page, and old programs in that of their
machine, and neither says which (RFC 7578, 5.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# What machines use that speak a language: HTML Standard, 13.2.3.2, "suggested default
# encodings"; where that says ISO, its superset on Windows.
_BY_LANGUAGE = {
    **dict.fromkeys(("ar", "fa"), "cp1256"),
    **dict.fromkeys(("az", "ku", "tr"), "cp1254"),
    **dict.fromkeys(("be", "bg", "kk", "ky", "mk", "ru", "sr", "uk"), "cp1251"),
    **dict.fromkeys(("cs", "hr", "hu", "pl", "ro", "sk", "sl"), "cp1250"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
    "el": "cp1253",
    "he": "cp1255",
    "ja": "cp932",
    "ko": "cp949",
    "th": "cp874",
    "vi": "cp1258",
    "zh": "gb18030",
    "zh-tw": "big5hkscs",
    "zh-hk": "big5hkscs",
    "zh-hant": "big5hkscs",
}
_OF_LATIN_LETTERS = {"cp1250", "cp1254", "cp1257", "cp1258"}
# The likeliest first; each is stricter than those behind it.
_BY_PATTERN = ("gb2312", "shift_jis", "gb18030", "big5hkscs", "cp949")
_LATIN = "cp1252"

# Letters with accents stand alone among others, or are two small ones in a row, as in
# "Jäätelö". Two-byte letters make longer runs, or runs of other bytes.
_LETTER = rb"[\x8a\x8c\x8e\x9a\x9c\x9e\x9f\xc0-\xd6\xd8-\xf6\xf8-\xff]"
_LATIN_RUN = re.compile(rb"%b|[\xdf-\xff]{2}|[\x92\x96\x97]" % _LETTER)
# A capital, or none, and small letters behind it, in Windows' Cyrillic.
_CYRILLIC_RUN = re.compile(rb"[\xa8\xc0-\xdf]?[\xb8\xe0-\xff]{2,}")
_RUNS = re.compile(rb"[\x80-\xff]+")
# Control characters, half-width katakana, and what no charset has a letter for.
_ODD = re.compile("[\x80-\x9f\uff61-\uff9f\ue000-\uf8ff]")


def decoded(raw: bytes, languages: Iterable[str]) -> str:
    """A text in UTF-8 or, where it is none, in the likeliest other charset.

    :param languages: tags that its sender asks for, in lower case, the dearest first.
    """
    try:
        return raw.decode()
    except UnicodeDecodeError:
        runs = _RUNS.findall(raw)
    of_sender = [charset for tag in languages if (charset := _charset_of(tag))]
    for charset in _likely(runs, of_sender):
        text = _tried(raw, charset)
        if text is not None:
            return text
    return raw.decode("latin-1")


def _likely(runs: Sequence[bytes], of_sender: list[str]) -> list[str]:
    if all(map(_LATIN_RUN.fullmatch, runs)):
        of_latin = [one for one in of_sender if one in _OF_LATIN_LETTERS]
        return [*of_latin, _LATIN, *of_sender]
    if all(map(_CYRILLIC_RUN.fullmatch, runs)):
        return [*of_sender, "cp1251"]
    return [*of_sender, *_BY_PATTERN, _LATIN]


def _charset_of(tag: str) -> str | None:
    return _BY_LANGUAGE.get(tag) or _BY_LANGUAGE.get(tag.partition("-")[0])


def _tried(raw: bytes, charset: str) -> str | None:
    try:
        text = raw.decode(charset)
    except UnicodeDecodeError:
        return None
    return None if _ODD.search(text) else text
