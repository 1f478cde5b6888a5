"""Languages that an operator brings along."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from apps import MakeApp
from dropslot import SettingError
from dropslot.locales import ENGLISH
from flask.testing import FlaskClient
from posting import FORM

PIRATE = {
    "language.name": "Pirate",
    "language.tag": "en-x-pirate",
    "html.drop.heading": "Arr, drop yer pictures",
}


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    """The operator's folder of languages, empty so far."""
    folder = tmp_path / "locales"
    folder.mkdir()
    return folder


def write(locales: Path, name: str, words: object) -> None:
    (locales / name).write_text(json.dumps(words), "utf-8")


def speaking(make_app: MakeApp, locales: Path) -> FlaskClient:
    return make_app(LOCALES=locales).test_client()


def test_a_new_language_is_offered_and_spoken(
    make_app: MakeApp, locales: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(locales, "pt-br.json", {**PIRATE, "language.tag": "pt-BR"})
    client = speaking(make_app, locales)

    page = client.get("/", headers={"Accept-Language": "pt-BR,en;q=0.5"}).text

    assert '<html lang="pt-BR" dir="ltr"' in page
    assert "Arr, drop yer pictures" in page
    assert "language=pt-br" in client.get("/").text
    # The rest is said in English, which is told once.
    assert "Choose files" in page
    (warning,) = [one for one in caplog.messages if "pt-br.json" in one]
    missing = len(ENGLISH.words) - len(PIRATE)
    assert int(warning.split(" lacks ")[1].split()[0]) <= missing


def test_a_language_that_there_is_may_say_some_things_otherwise(
    make_app: MakeApp, locales: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(locales, "en.json", {"html.drop.heading": "Pictures of the match, please"})
    client = speaking(make_app, locales)

    page = client.get("/").text

    assert "Pictures of the match, please" in page
    assert "Choose files" in page
    assert "en.json" not in caplog.text


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        pytest.param({"language.tag": "fa"}, "rtl", id="Persian, by its tag"),
        pytest.param({"language.tag": "he-IL"}, "rtl", id="Hebrew of a country"),
        pytest.param({"language.tag": "pt"}, "ltr", id="Portuguese"),
        pytest.param(
            {"language.tag": "mzn", "language.direction": "rtl"}, "rtl", id="told"
        ),
    ],
)
def test_a_language_runs_in_its_direction(
    make_app: MakeApp, locales: Path, words: dict[str, str], direction: str
) -> None:
    write(locales, "xx.json", {**PIRATE, **words})

    page = speaking(make_app, locales).get("/?language=xx", follow_redirects=True)

    assert f'lang="{words["language.tag"]}" dir="{direction}"' in page.text


def test_a_language_may_count_in_its_own_way(make_app: MakeApp, locales: Path) -> None:
    plurals = {
        f"page.overall.all.{category}": f"{category}: {{count}}"
        for category in ("two", "few", "many", "other")
    }
    write(locales, "cy.json", {**PIRATE, **plurals, "page.overall.all.zero": "none"})

    page = speaking(make_app, locales).get("/?language=cy", follow_redirects=True)

    assert '"page.overall.all.few": "few: {count}"' in page.text
    assert '"page.overall.all.zero": "none"' in page.text
    # No English in the midst of it.
    assert '"page.overall.all.one"' not in page.text


def test_refusals_are_said_in_a_new_language(make_app: MakeApp, locales: Path) -> None:
    write(locales, "xx.json", {**PIRATE, "error.not-there.address": "Here be nothing."})
    client = speaking(make_app, locales)

    answer = client.get("/nothing", headers={"Accept-Language": "xx"})
    page = client.get("/nothing", headers={"Accept-Language": "xx", **FORM})

    assert answer.text == "Here be nothing."
    assert "Here be nothing." in page.text


@pytest.mark.parametrize(
    ("name", "words", "told"),
    [
        pytest.param("xx.json", {}, "lacks the sentence 'language.name'", id="empty"),
        pytest.param("xx.json", [], "no object of sentences", id="a list"),
        pytest.param(
            "xx.json", {**PIRATE, "html.nope": "x"}, "'html.nope'", id="unknown"
        ),
        pytest.param(
            "en.json", {"html.limits": "Up to {size}"}, "{formats} {size}", id="a blank"
        ),
        pytest.param(
            "en.json",
            {"html.drop.heading": "{name}"},
            "other blanks than its sentence has in English: none",
            id="one too many",
        ),
        pytest.param("en.json", {"html.limits": 7}, "is no text", id="a number"),
        pytest.param("Pirate!.json", PIRATE, "named after a language", id="its name"),
        pytest.param(
            "xx.json",
            {**PIRATE, "language.direction": "up"},
            "neither ltr nor rtl",
            id="a direction",
        ),
    ],
)
def test_a_wrong_file_stops_the_start_with_a_sentence(
    make_app: MakeApp, locales: Path, name: str, words: object, told: str
) -> None:
    write(locales, name, words)

    with pytest.raises(SettingError) as error:
        speaking(make_app, locales)

    sentence = str(error.value)
    assert sentence.startswith(f"DROPSLOT_LOCALES is '{locales}', but ")
    assert name in sentence
    assert told in sentence


def test_a_file_that_is_no_json_stops_the_start(
    make_app: MakeApp, locales: Path
) -> None:
    (locales / "xx.json").write_text("{", "utf-8")

    with pytest.raises(SettingError, match=r"'xx\.json' cannot be read"):
        speaking(make_app, locales)


def test_a_language_that_nobody_speaks_is_left_alone(client: FlaskClient) -> None:
    answer = client.get("/?language=tlh")

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers or "language" not in str(answer.headers)


@pytest.mark.parametrize("tag", ["", "pt_BR", "Klingon!", "ar-u-nu-arab", "en-"])
def test_a_tag_that_browsers_do_not_know_is_refused(
    make_app: MakeApp, locales: Path, tag: str
) -> None:
    write(locales, "xx.json", {**PIRATE, "language.tag": tag})

    with pytest.raises(SettingError, match="is no tag of a language, such as pt-BR"):
        make_app(LOCALES=locales)


@pytest.mark.parametrize("tag", ["pt-BR", "zh-Hant-TW", "es-419", "sl-rozaj", "yue"])
def test_a_tag_of_a_language_is_taken(
    make_app: MakeApp, locales: Path, tag: str
) -> None:
    write(locales, "xx.json", {**PIRATE, "language.tag": tag})

    page = speaking(make_app, locales).get("/?language=xx", follow_redirects=True).text

    assert f'<html lang="{tag}"' in page
