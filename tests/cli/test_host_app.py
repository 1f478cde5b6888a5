"""``flask dropslot``: the same words, about the Dropslot of a host app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from dropslot import Dropslot
from flask import Flask
from flask.cli import FlaskGroup

Flasks = Callable[..., Result]


@pytest.fixture
def mounted() -> Iterator[list[Dropslot]]:
    """Dropslots that are closed at the end of the test."""
    mounted: list[Dropslot] = []
    yield mounted
    for dropslot in mounted:
        dropslot.close()


@pytest.fixture
def flask(tmp_path: Path, mounted: list[Dropslot]) -> Flasks:
    """Runs ``flask dropslot`` in an app with Dropslots at some prefixes."""

    def run(*words: str, at: tuple[str, ...] = ("photos",)) -> Result:
        host = Flask("host")
        for place in at:
            settings = {"UPLOAD_PATH": tmp_path / place}
            mounted.append(
                Dropslot(host, url_prefix=place, name=place, settings=settings)
            )
        group = FlaskGroup(create_app=lambda: host)
        return host.test_cli_runner().invoke(group, ["dropslot", *words])

    return run


def test_the_settings_are_those_of_the_app(flask: Flasks, tmp_path: Path) -> None:
    told = flask("settings")

    assert told.exit_code == 0
    assert f"DROPSLOT_UPLOAD_PATH={tmp_path / 'photos'}\n" in told.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["sweep"], "Removed 0 unfinished", id="sweep"),
        pytest.param(["check-config"], "All settings make sense", id="check-config"),
        pytest.param(["import"], "Taken in: 0.", id="import"),
        pytest.param(["check"], "Looked at 0 pictures.", id="check"),
        pytest.param([], "Commands:", id="no word"),
    ],
)
def test_it_looks_and_tidies(flask: Flasks, words: list[str], sentence: str) -> None:
    assert sentence in flask(*words).output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["run"], "flask run", id="the host serves itself"),
        pytest.param(["user", "list"], "signs people in by itself", id="its own users"),
    ],
)
def test_what_is_the_hosts_own_is_said_to_be(
    flask: Flasks, words: list[str], sentence: str
) -> None:
    ended = flask(*words)

    assert ended.exit_code == 2
    assert sentence in ended.output


def test_of_several_the_one_that_is_named_is_meant(
    flask: Flasks, tmp_path: Path
) -> None:
    several = ("photos", "scans")

    assert "--name photos or scans" in flask("sweep", at=several).output
    named = flask("--name", "scans", "settings", at=several)
    assert f"DROPSLOT_UPLOAD_PATH={tmp_path / 'scans'}\n" in named.output


def test_an_app_without_a_dropslot_is_told_so(flask: Flasks) -> None:
    assert flask("sweep", at=()).output == "dropslot: This app has no Dropslot.\n"


def test_the_pictures_of_the_app_are_moved(flask: Flasks, tmp_path: Path) -> None:
    told = flask("move", str(tmp_path / "other"))

    # Its catalog would stay behind.
    assert told.exit_code == 2
    assert "first move it with 'dropslot move-records URL'" in told.output
