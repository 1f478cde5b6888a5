"""Every sentence for a person, in every language: one JSON file each."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dropslot.model import Blank, UploadError, say_with

# How long a file's name may get inside a sentence, in characters.
NAME_CHARACTERS = 60
# The refusals that the page finds by itself, or says in the place of a proxy.
_REFUSALS_OF_SCRIPTS = {
    "error.invalid-image.empty",
    "error.sign-in-needed",
    "error.storage-full",
    "error.too-large",
    "error.too-many-attempts",
    "error.wrong-extension",
    "error.wrong-extension.heic",
    "error.wrong-extension.none",
    "error.wrong-extension.not-shown",
    "error.wrong-extension.not-taken",
}
# Arabic, Persian, Hebrew, Urdu and their neighbours; a file may say it itself.
_RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}


@dataclass(frozen=True, slots=True)
class Language:
    """One language that Dropslot speaks.

    :param code: the name of its file in ``locales/``, and of ``?language=``.
    :param html_language: its BCP 47 tag for the ``lang`` attribute.
    :param words: every sentence by its key, with ``{blanks}``.
    """

    code: str
    name: str
    html_language: str
    words: dict[str, str]

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``: for the ``dir`` attribute."""
        derived = self.html_language.partition("-")[0].lower() in _RIGHT_TO_LEFT
        return self.words.get("language.direction", "rtl" if derived else "ltr")

    def say(self, key: str, **blanks: Blank) -> str:
        """The sentence of a key, its blanks filled.

        :raises KeyError: when there is no such sentence.
        """
        return re.sub(
            r"\{(\w+)\}",
            lambda match: str(blanks.get(match[1], match[0])),
            self.words[key],
        )

    def say_error(self, error: UploadError) -> str:
        """The sentence of a refusal, with its reference where it has one."""
        blanks = dict(error.blanks)
        for name in {"name", "better"} & blanks.keys():
            blanks[name] = shortened(str(blanks[name]))
        # "a JPEG", "an AVIF": which article goes with it, each language knows.
        if (kind := f"format.{blanks.get('format')}") in self.words:
            blanks["kind"] = self.words[kind]
        return self.say_with_reference(error.key, error.reference, **blanks)

    def say_with_reference(
        self, key: str, reference: str | None, **blanks: Blank
    ) -> str:
        """The sentence of a key, and what the log calls it, should it stand there."""
        told = self.say(key, **blanks)
        if reference is None:
            return told
        return self.say("error.reference", sentence=told, reference=reference)

    def said_by_scripts(self) -> dict[str, str]:
        """The sentences that the page's scripts say: those that begin with ``page.``.

        What begins with ``html.`` stands in the templates only.
        """
        return {
            key: sentence
            for key, sentence in self.words.items()
            if key.startswith("page.") or key in _REFUSALS_OF_SCRIPTS
        }


def in_megabytes(count_bytes: int, up: bool = False) -> str:
    """A size as people read it: "31.2 MB"; 1 KB is 1024 bytes, as on a phone's screen.

    :param up: round up, so that a file over a limit never looks as large as the limit.
    """
    size, unit = float(count_bytes), "B"
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if size < 1024 or unit == "TB":
            break
        size /= 1024
    tenths = math.ceil(size * 10) if up else round(size * 10)
    return f"{tenths / 10:.1f}".removesuffix(".0") + f" {unit}"


def shortened(name: str) -> str:
    """A long name, shortened in the middle so that its ending stays."""
    if len(name) <= NAME_CHARACTERS:
        return name
    kept = NAME_CHARACTERS - 1
    return f"{name[: kept - kept // 3]}…{name[-(kept // 3) :]}"


def language_of(code: str, words: dict[str, str]) -> Language:
    """A language, from what its file holds."""
    return Language(code, words["language.name"], words["language.tag"], words)


def asked_for(
    languages: Mapping[str, Language], tags: Iterable[str]
) -> Language | None:
    """The language for the first tag that there is one for, or None.

    :param tags: in lower case, the dearest first; ``pt-br`` is also taken for ``pt``.
    """
    for tag in tags:
        for code in (tag, tag.partition("-")[0]):
            if code in languages:
                return languages[code]
    return None


def _load(path: Path) -> Language:
    return language_of(path.stem, json.loads(path.read_text(encoding="utf-8")))


LANGUAGES = {
    path.stem: _load(path) for path in sorted(Path(__file__).parent.glob("*.json"))
}
"""Every language that has a file here, by its code."""
ENGLISH = LANGUAGES["en"]
say_with(ENGLISH.say_error)
