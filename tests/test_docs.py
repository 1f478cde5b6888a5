"""Documentation that cannot fall behind the program."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from dropslot.settings import PREFIX

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
EXAMPLES = [
    pytest.param(code, id=f"{page.name}-{number}")
    for page in PAGES
    for number, code in enumerate(
        re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.S), 1
    )
]


def test_the_pages_that_are_written_are_what_the_code_says() -> None:
    generate = runpy.run_path(str(ROOT / "docs" / "generate.py"))

    assert generate["PAGE"].read_text("utf-8") == generate["settings_page"]()
    assert generate["API"].read_text("utf-8") == generate["api_page"]()


@pytest.mark.parametrize("code", EXAMPLES)
def test_every_python_example_runs(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    names: dict[str, object] = {"__name__": "example"}
    exec(compile(code, "example", "exec"), names)

    assert names


@pytest.mark.parametrize("document", [pytest.param(p, id=p.name) for p in PAGES])
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text("utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_no_page_names_a_setting_that_there_is_none_of() -> None:
    named = {
        name
        for page in PAGES
        for name in re.findall(rf"{PREFIX}\w+\b", page.read_text("utf-8"))
    }
    known = {
        *re.findall(rf"{PREFIX}\w+", (ROOT / "docs" / "settings.md").read_text("utf-8"))
    }

    assert named <= known


def test_a_page_can_set_what_the_docs_say_and_nothing_else() -> None:
    told = (ROOT / "docs" / "embedding.md").read_text("utf-8")
    sheet = (ROOT / "frontend" / "styles" / "guest.css").read_text("utf-8")

    assert set(re.findall(r"`(--dropslot-[\w-]+)`", told)) == set(
        re.findall(r"--dropslot-\w[\w-]*", sheet)
    )


def test_a_part_that_the_docs_name_is_there_and_the_other_way_round() -> None:
    told = (ROOT / "docs" / "embedding.md").read_text("utf-8")
    (sentence,) = re.findall(r"^The parts are (.*?)They stay", told, re.S | re.M)
    markup = [
        *(ROOT / "frontend" / "pages").glob("element.html"),
        *(ROOT / "frontend" / "element").glob("away.js"),
        *(ROOT / "frontend" / "list").glob("row.js"),
    ]
    source = "\n".join(path.read_text("utf-8") for path in markup)
    # As an attribute, in a macro, and by a script.
    pattern = r"""(?<![-\w])part(?:"\s*,|\s?=)\s*"([\w -]+)"""
    there = {name for names in re.findall(pattern, source) for name in names.split()}

    assert set(re.findall(r"`([\w-]+)`", sentence)) - {"files", "folder"} == there
