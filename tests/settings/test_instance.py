"""A relative path of a host is in its instance folder; what 0.1.0 left is found."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import first_version
import pytest
from apps import Browser, open_app
from click.testing import Result
from dropslot import Dropslot, SettingError
from flask import Flask
from flask.cli import FlaskGroup
from pictures import jpeg, png

Mount = Callable[..., Dropslot]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, which is not where the app is."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """The instance folder of the app, which is not there yet."""
    return tmp_path / "app" / "instance"


@pytest.fixture
def host(here: Path, instance: Path) -> Flask:
    """A host app."""
    app = Flask("host", instance_path=str(instance))
    app.test_client_class = Browser
    app.config["DROPSLOT_CHECK_PROCESSES"] = 1
    return app


@pytest.fixture
def mount(host: Flask) -> Iterator[Mount]:
    """Mounts Dropslots in it, and closes them at the end."""
    mounted: list[Dropslot] = []

    def mount(**settings: object) -> Dropslot:
        name = f"slot{len(mounted)}"
        slot = Dropslot(host, url_prefix=name, name=name, settings=settings)
        mounted.append(slot)
        return slot

    yield mount
    for slot in mounted:
        slot.close()


@pytest.fixture
def first(here: Path) -> Path:
    """What 0.1.0 kept in ``photos`` of the working directory."""
    hidden = here / "photos" / ".dropslot"
    hidden.mkdir(parents=True)
    first_version.make(f"sqlite:///{hidden}/catalog.db")
    (hidden / "secret").write_text("s" * 64)
    (here / "photos" / first_version.NAMES[0]).write_bytes(png())
    return here / "photos"


@pytest.mark.parametrize("path", ["photos", Path("photos"), "./photos"])
def test_a_relative_folder_is_made_in_the_instance_folder(
    host: Flask, mount: Mount, instance: Path, here: Path, path: str | Path
) -> None:
    keep(host, mount(UPLOAD_PATH=path))

    assert len(list((instance / "photos").glob("*.jpg"))) == 1
    assert list(here.iterdir()) == []


def test_where_nothing_is_set_it_is_there_as_well(
    host: Flask, mount: Mount, instance: Path
) -> None:
    keep(host, mount())

    assert len(list((instance / "uploads").glob("*.jpg"))) == 1


def test_so_are_files_and_databases(
    host: Flask, mount: Mount, instance: Path, here: Path, tmp_path: Path
) -> None:
    slot = mount(
        UPLOAD_PATH=tmp_path / "photos",
        STAGING_PATH="arriving",
        DATABASE_URL="sqlite:///data/photos of ours.db?timeout=5",
        SECRET_KEY_FILE="keys/secret",
    )
    keep(host, slot)

    assert (instance / "arriving" / "staging").is_dir()
    assert (instance / "data" / "photos of ours.db").is_file()
    assert (instance / "keys" / "secret").is_file()
    assert list(here.iterdir()) == []


def test_a_whole_path_is_what_it_says_and_makes_no_instance_folder(
    host: Flask, mount: Mount, instance: Path, tmp_path: Path
) -> None:
    keep(host, mount(UPLOAD_PATH=tmp_path / "photos"))

    assert (tmp_path / "photos" / ".dropslot").is_dir()
    assert not instance.exists()


def test_pictures_of_0_1_0_in_the_working_directory_are_still_there(
    host: Flask,
    mount: Mount,
    first: Path,
    instance: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    slot = mount(UPLOAD_PATH="photos")
    keep(host, slot)
    client = host.test_client()

    assert len(client.get("/slot0/uploads/").get_json()["uploads"]) == 4
    assert client.get(f"/slot0/uploads/{first_version.NAMES[0]}").data == png()
    assert (first / ".dropslot" / "secret").read_text() == "s" * 64
    assert not instance.exists()
    assert warnings(caplog) == [
        f"DROPSLOT_UPLOAD_PATH is 'photos', which means '{instance}/photos' in a host"
        f" app; there is nothing yet, so '{first}' is used as before: write"
        f" DROPSLOT_UPLOAD_PATH = '{first}'."
    ]


def test_an_empty_folder_of_the_instance_does_not_hide_them(
    host: Flask, mount: Mount, first: Path, instance: Path
) -> None:
    (instance / "photos").mkdir(parents=True)

    mount(UPLOAD_PATH="photos")

    found = host.test_client().get("/slot0/uploads/").get_json()["uploads"]
    assert len(found) == 3


def test_a_database_and_a_key_of_the_working_directory_go_along(
    host: Flask, mount: Mount, here: Path, instance: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{here}/photos.db"
    first_version.make(url)
    (here / "secret").write_text("s" * 64)

    mount(
        UPLOAD_PATH=tmp_path / "photos",
        DATABASE_URL="sqlite:///photos.db",
        SECRET_KEY_FILE="secret",
    )

    found = host.test_client().get("/slot0/uploads/").get_json()["uploads"]
    assert len(found) == 3
    assert host.extensions["dropslot"]["slot0"].secret == "s" * 64
    assert not instance.exists()


def test_of_two_folders_with_pictures_the_instances_is_meant_and_the_other_is_named(
    host: Flask,
    mount: Mount,
    first: Path,
    instance: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    mount(UPLOAD_PATH=instance / "photos").start()

    mount(UPLOAD_PATH="photos")

    assert host.test_client().get("/slot1/uploads/").get_json()["uploads"] == []
    told = "\n".join(warnings(caplog))
    assert f"the pictures in '{first}' are not shown" in told


def test_a_folder_that_is_none_of_ours_is_let_alone(
    host: Flask, mount: Mount, here: Path, instance: Path
) -> None:
    (here / "photos").mkdir()

    mount(UPLOAD_PATH="photos").start()

    assert (instance / "photos" / ".dropslot").is_dir()
    assert list((here / "photos").iterdir()) == []


def test_a_command_means_the_folder_of_its_app(
    host: Flask, mount: Mount, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mount(UPLOAD_PATH="photos")
    monkeypatch.chdir("/")

    told = flask(host, "settings")

    assert f"DROPSLOT_UPLOAD_PATH={instance}/photos\n" in told.output


def test_an_instance_folder_that_cannot_be_made_is_a_sentence(
    host: Flask, mount: Mount, instance: Path
) -> None:
    instance.parent.write_text("a file")

    with pytest.raises(SettingError, match="must be a folder that can be written to"):
        mount(UPLOAD_PATH="photos").start()
    there = instance.parents[1] / "photos"
    with pytest.raises(SettingError, match="instance/secret"):
        mount(UPLOAD_PATH=there, SECRET_KEY_FILE="secret").start()


def test_what_is_not_there_is_said_to_be_missing_where_it_is_looked_for(
    mount: Mount, instance: Path, tmp_path: Path
) -> None:
    with pytest.raises(SettingError, match=f"DROPSLOT_LOCALES is '{instance}/words'"):
        mount(UPLOAD_PATH=tmp_path / "photos", LOCALES="words")


def test_the_program_alone_means_its_working_directory(here: Path) -> None:
    app = open_app(Path("photos"))
    app.extensions["dropslot"]["dropslot"].backend.sender.close()

    assert (here / "photos" / ".dropslot").is_dir()


def keep(host: Flask, slot: Dropslot) -> None:
    """Keep a picture."""
    with host.app_context():
        slot.keep(BytesIO(jpeg()), name="a.jpg")


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log warns of."""
    return [
        one.getMessage() for one in caplog.records if one.levelno == logging.WARNING
    ]


def flask(host: Flask, *words: str) -> Result:
    """Run ``flask dropslot``."""
    group = FlaskGroup(create_app=lambda: host)
    return host.test_cli_runner().invoke(group, ["dropslot", *words])
