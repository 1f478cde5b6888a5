"""``flask dropslot`` where the prefix has values: the words, and ``import --place``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from dropslot import Dropslot
from flask import Flask
from flask.cli import FlaskGroup
from pictures import jpeg

Words = Callable[..., Result]


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Flask]:
    """A host app with albums."""
    host = Flask("host")
    settings = {"UPLOAD_PATH": tmp_path / "uploads", "CHECK_PROCESSES": 1}
    slot = Dropslot(host, url_prefix="/albums/<int:album>/photos", settings=settings)
    yield host
    slot.close()


@pytest.fixture
def say(host: Flask) -> Words:
    """Runs ``flask dropslot`` in it."""
    group = FlaskGroup(create_app=lambda: host)
    return lambda *words: host.test_cli_runner().invoke(group, ["dropslot", *words])


@pytest.mark.parametrize("word", ["settings", "check", "check-config", "sweep"])
def test_it_looks_and_tidies_as_elsewhere(say: Words, word: str) -> None:
    assert say(word).exit_code == 0


def test_a_folder_is_taken_into_an_album_once(
    host: Flask, say: Words, tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg())
    folder = str(tmp_path / "a.jpg")

    told = [say("import", "--place", f"album={n}", folder).output for n in (5, 5, 6)]

    assert [text.partition(".")[0] for text in told] == [
        "Taken in: 1",
        "Taken in: 0",
        "Taken in: 1",
    ]
    for album, count in ((5, 1), (6, 1), (7, 0)):
        path = f"/albums/{album}/photos/uploads/"
        uploads = host.test_client().get(path).get_json()["uploads"]
        assert [upload["title"] for upload in uploads] == ["a.jpg"] * count


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param([], "Say where the pictures belong: --place album=...", id="none"),
        pytest.param(["--place", "x=5"], "has album", id="another"),
        pytest.param(["--place", "album=a"], "cannot be", id="no number"),
    ],
)
def test_who_does_not_say_which_album_is_told_so(
    say: Words, words: list[str], sentence: str
) -> None:
    ended = say("import", *words)

    assert ended.exit_code == 2
    assert sentence in ended.output
