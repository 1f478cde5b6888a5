"""Every sentence exists in every language, with the same blanks."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from dropslot.locales import ENGLISH, LANGUAGES, Language, in_megabytes
from dropslot.locales.languages import shortened
from dropslot.model import errors
from flask.testing import FlaskClient

SCRIPTS = Path(__file__).parents[2] / "frontend"
OTHERS = [pytest.param(one, id=one.name) for one in LANGUAGES.values()]


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_sentences(language: Language) -> None:
    """Some count in more ways than English does, and one says no more than others."""
    assert {_base(key) for key in language.words} - {"language.direction"} == {
        _base(key) for key in ENGLISH.words
    }


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_has_the_same_blanks_in_every_language(
    language: Language,
) -> None:
    different = {
        key
        for key, sentence in language.words.items()
        if _blanks(sentence, key) != _blanks(ENGLISH.words[_base(key)], key)
    }

    assert different == set()


def test_the_page_is_given_the_sentences_that_its_scripts_say(
    client: FlaskClient,
) -> None:
    """And no others: ``tests/frontend/house.test.js`` has those of ``page.``."""
    text = client.get("/").text
    block = re.search(r'id="dropslot-data">(.*?)</script>', text)
    scripts = "".join(path.read_text() for path in _scripts())

    assert block
    assert json.loads(block[1])["words"].keys() == {
        *(key for key in ENGLISH.words if key.startswith("page.")),
        *re.findall(r'"(error\.[\w.-]+)"', scripts),
    }


def test_every_refusal_has_a_sentence() -> None:
    codes = {kind.code for kind in _all_kinds(errors.UploadError)}

    assert {f"error.{code}" for code in codes} <= ENGLISH.words.keys()


@pytest.mark.parametrize(
    ("count_bytes", "shown"),
    [
        pytest.param(0, "0 B", id="nothing"),
        pytest.param(1023, "1023 B", id="bytes"),
        pytest.param(1536, "1.5 KB", id="kilobytes"),
        pytest.param(64 * 1024**2, "64 MB", id="a round number"),
        pytest.param(3 * 1024**4, "3 TB", id="terabytes"),
    ],
)
def test_sizes_read_as_people_read_them(count_bytes: int, shown: str) -> None:
    assert in_megabytes(count_bytes) == shown


def test_a_size_over_a_limit_never_looks_like_the_limit() -> None:
    limit_bytes = 64 * 1024**2

    assert in_megabytes(limit_bytes + 1, up=True) == "64.1 MB"


def test_a_long_name_is_shortened_in_the_middle() -> None:
    short = shortened("a" * 100 + ".jpg")

    assert len(short) == 60
    assert short.endswith("a.jpg")


def _scripts() -> list[Path]:
    ours = [path for path in SCRIPTS.rglob("*.js") if "dist" not in path.parts]
    assert ours
    return ours


def _base(key: str) -> str:
    """The key whose sentence stands for all numbers that have none of their own."""
    plural = re.sub(r"\.(zero|one|two|few|many)$", ".other", key)
    return plural if plural in ENGLISH.words else key


def _blanks(sentence: str, key: str) -> set[str]:
    # "The file arrived" need not count it.
    counted = {"count"} if _base(key).endswith(".other") else set()
    return set(re.findall(r"\{(\w+)\}", sentence)) | counted


def _all_kinds(kind: type[errors.UploadError]) -> list[type[errors.UploadError]]:
    return [kind, *(k for sub in kind.__subclasses__() for k in _all_kinds(sub))]
