"""Languages that an operator brings along: a folder of JSON files, each checked."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

from .languages import ENGLISH, LANGUAGES, Language, language_of

# CLDR's categories (Unicode TR35, "Language Plural Rules"); every language has "other".
_PLURAL = re.compile(r"\.(zero|one|two|few|many)$")
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
# What a file may say of itself beside its sentences.
_OPTIONAL = "language.direction"
# A tag of a language without extensions (RFC 5646, 2.1): the page adds one of its own,
# and its script ends at a tag that browsers do not know.
_TAG = re.compile(
    r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?"
    r"(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(-x(-[a-z0-9]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)
_log = logging.getLogger(__name__)


class WrongLocale(ValueError):
    """A file of sentences that cannot be used; its text says which, and why."""


def read_languages(folder: Path | None) -> dict[str, Language]:
    """The languages that come with Dropslot, and those of a folder, by their codes.

    What a file leaves out is said as before or, in a new language, in English.

    :raises WrongLocale: a file cannot be read, or says something that nobody asks for.
    """
    languages = dict(LANGUAGES)
    for path in sorted(folder.glob("*.json")) if folder else []:
        code = path.stem.lower().replace("_", "-")
        if not _CODE.fullmatch(code):
            raise WrongLocale(
                f"'{path.name}' should be named after a language, such as pt-br.json"
            )
        languages[code] = _language(path, code, LANGUAGES.get(code))
    return dict(sorted(languages.items()))


def _language(path: Path, code: str, known: Language | None) -> Language:
    words = _words(path)
    if known is None:
        for key in ("language.name", "language.tag"):
            if key not in words:
                raise WrongLocale(f"'{path.name}' lacks the sentence '{key}'")
        _count_missing(path, words)
    before = known or ENGLISH
    # A plural that the file does not tell must not be English in the midst of it.
    spoken = {
        key: sentence
        for key, sentence in before.words.items()
        if not (_PLURAL.search(key) and _base(key) in words)
    }
    return language_of(code, {**spoken, **words})


def _words(path: Path) -> dict[str, str]:
    try:
        words = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise WrongLocale(f"'{path.name}' cannot be read: {error}") from error
    if not isinstance(words, dict):
        raise WrongLocale(f"'{path.name}' is no object of sentences")
    for key, sentence in words.items():
        _check(path, key, sentence)
    return words


def _check(path: Path, key: str, sentence: object) -> None:
    if not isinstance(sentence, str):
        raise WrongLocale(f"'{key}' in '{path.name}' is no text")
    if key == _OPTIONAL:
        if sentence not in ("ltr", "rtl"):
            raise WrongLocale(f"'{key}' in '{path.name}' is neither ltr nor rtl")
        return
    if key == "language.tag" and not _TAG.fullmatch(sentence):
        raise WrongLocale(
            f"'{key}' in '{path.name}' is no tag of a language, such as pt-BR"
        )
    wanted = ENGLISH.words.get(_base(key), ENGLISH.words.get(key))
    if wanted is None:
        raise WrongLocale(f"'{key}' in '{path.name}' is a sentence that nobody says")
    blanks, known = _blanks(sentence), _blanks(wanted)
    # "The file arrived": one need not be counted.
    missing = known - blanks - ({"count"} if _PLURAL.search(key) else set())
    if blanks - known or missing:
        told = " ".join(f"{{{name}}}" for name in sorted(known)) or "none"
        raise WrongLocale(
            f"'{key}' in '{path.name}' has other blanks than its sentence has in"
            f" English: {told}"
        )


def _base(key: str) -> str:
    """The key that a plural falls back to; others stay as they are."""
    return _PLURAL.sub(".other", key)


def _count_missing(path: Path, words: dict[str, str]) -> None:
    wanted = {_base(key) for key in ENGLISH.words}
    if missing := wanted - words.keys():
        _log.warning(
            "'%s' lacks %d of %d sentences, which are said in English; the first: %s.",
            path,
            len(missing),
            len(wanted),
            min(missing),
        )


def _blanks(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", sentence))
