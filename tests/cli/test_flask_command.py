"""``flask dropslot``, as somebody types it: about the Dropslots of an app factory."""

from __future__ import annotations

import os
from pathlib import Path
from subprocess import CompletedProcess

import first_version
import pytest
from apps import MakeApp
from command import flask
from pictures import jpeg
from signing import sign_in

HOST = """
from dropslot import Dropslot, upload_stored
from flask import Flask

photos = Dropslot(url_prefix="/photos", name="photos")


@upload_stored.connect_via(photos)
def tell(slot, upload):
    print(f"The host hears of {upload.title}.")


def create_app(folder):
    app = Flask("host")
    app.config["DROPSLOT_UPLOAD_PATH"] = folder
    photos.init_app(app)
    return app


def with_accounts(folder):
    app = Flask("host")
    Dropslot(app, accounts=True, settings={"UPLOAD_PATH": folder})
    return app


def several(folder):
    app = create_app(f"{folder}/photos")
    scans = {"UPLOAD_PATH": f"{folder}/scans"}
    Dropslot(app, url_prefix="/scans", name="scans", settings=scans)
    return app


def mistaken(folder):
    app = Flask("host")
    Dropslot(app, settings={"UPLOAD_PATH": folder, "ACCESS": "everybody"})
    return app
"""


class Host:
    """The module of a host app, whose pictures go to a folder.

    :param place: an empty folder, for the module.
    """

    def __init__(self, place: Path, uploads: Path) -> None:
        self._file = place / "host.py"
        self._file.write_text(HOST)
        self.uploads = uploads

    def __call__(
        self, *words: str, factory: str = "create_app", typed: str = ""
    ) -> CompletedProcess[str]:
        """Run ``flask dropslot`` in it."""
        app = f"{self._file}:{factory}('{self.uploads}')"
        return flask(app, *words, typed=typed)


@pytest.fixture
def host(tmp_path: Path, folder: Path) -> Host:
    """A host app that has no pictures yet."""
    return Host(tmp_path, folder)


def test_settings_are_shown_and_nothing_is_made(host: Host) -> None:
    told = host("settings")

    assert told.returncode == 0
    assert f"DROPSLOT_UPLOAD_PATH={host.uploads}\n" in told.stdout
    assert not host.uploads.exists()


def test_what_is_taken_in_is_heard_of_by_the_hosts_listeners(
    host: Host, tmp_path: Path
) -> None:
    before = tmp_path / "before"
    before.mkdir()
    (before / "a.jpg").write_bytes(jpeg())

    told = host("import", str(before))

    assert told.stdout == (
        "The host hears of a.jpg.\nTaken in: 1. Refused: 0. There already: 0.\n"
    )


def test_a_sweep_removes_what_was_staged_long_ago(host: Host) -> None:
    assert host("check-config").returncode == 0
    left = host.uploads / ".dropslot" / "staging" / "left.part"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))

    told = host("sweep")

    assert told.stdout == (
        "Removed 1 unfinished and 0 unrecorded files, and 0 uploads in pieces.\n"
    )


def test_a_database_of_an_earlier_version_is_brought_up(host: Host) -> None:
    hidden = host.uploads / ".dropslot"
    hidden.mkdir(parents=True)
    first_version.make(f"sqlite:///{hidden}/catalog.db")

    told = host("upgrade")

    assert told.stdout.endswith(" had schema 0001, and now has 0003.\n")
    assert " is up to date" in host("upgrade").stdout


def test_of_several_only_the_one_that_is_named_is_opened(host: Host) -> None:
    told = host("--name", "scans", "upgrade", factory="several")

    assert told.stdout.endswith("was empty, and now has schema 0003.\n")
    assert [path.name for path in host.uploads.iterdir()] == ["scans"]


def test_who_was_added_in_a_host_with_accounts_can_sign_in(
    host: Host, make_app: MakeApp
) -> None:
    nobody = host("user", "list", factory="with_accounts")
    added = host("user", "add", "ann", factory="with_accounts", typed="correct horse\n")

    client = make_app(ACCESS="private").test_client()
    assert nobody.stderr.endswith(" flask dropslot user add NAME\n")
    assert added.stdout.startswith("ann may sign in; their pictures go to ")
    assert sign_in(client, "ann", "correct horse").status_code == 303


def test_a_setting_that_makes_no_sense_is_one_sentence(host: Host) -> None:
    told = host("sweep", factory="mistaken")

    sentence = "it must be one of public, members, private, drop-only."
    assert told.returncode == 2
    assert told.stderr == (
        f"dropslot: DROPSLOT_ACCESS is 'everybody', but {sentence}\n"
    )
