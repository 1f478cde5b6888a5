"""Settings: read once, and a wrong value is one clear sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from dropslot.settings import SETTINGS, SettingError, read_settings


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        pytest.param("MAX_CONTENT_LENGTH", "20MB", "bytes", id="a size with a unit"),
        pytest.param("MAX_CONTENT_LENGTH", "-1", "bytes", id="a negative size"),
        pytest.param("MAX_PIXELS", "0", "pixels", id="no pixels"),
        pytest.param("MAX_FRAMES", "1.5", "frames", id="half a frame"),
        pytest.param("CHECK_SECONDS", "soon", "seconds", id="a word for a time"),
        pytest.param("CHECK_SECONDS", "nan", "seconds", id="not a number"),
        pytest.param("CHECK_MEMORY", "1", "bytes", id="too little memory"),
        pytest.param("CHECK_PROCESSES", "-2", "processes", id="negative processes"),
        pytest.param("UPLOAD_EXTENSIONS", ".jpg .exe", ".avif", id="no picture"),
        pytest.param("UPLOAD_EXTENSIONS", " ", ".jpg", id="no extension at all"),
        pytest.param("ACCESS", "secret", "drop-only", id="an unknown mode"),
        pytest.param("PARTIAL_HOURS", "0", "hours", id="no time"),
        pytest.param("PAGE_SIZE", "1000", "uploads", id="too large a page"),
        pytest.param("TRUSTED_PROXIES", "yes", "proxies", id="a word for a number"),
        pytest.param("UPLOAD_PATH", "", "folder", id="no folder"),
        pytest.param("UPLOAD_PATH", "ftp://x", "folder", id="no folder either"),
        pytest.param("DATABASE_URL", "mysql://x", "PostgreSQL", id="a database"),
    ],
)
def test_a_wrong_value_is_told_with_name_value_and_what_is_allowed(
    name: str, value: str, allowed: str
) -> None:
    with pytest.raises(SettingError) as error:
        read_settings({f"DROPSLOT_{name}": value})

    sentence = str(error.value)
    assert sentence.startswith(f"DROPSLOT_{name} is {value!r}, but it must be ")
    assert allowed in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(".jpg .png", id="with blanks"),
        pytest.param("jpg,png", id="with commas and no dots"),
        pytest.param([".JPG", "png", ".jpg"], id="as a list, like the tutorial's"),
    ],
)
def test_extensions_can_be_written_as_people_write_them(given: object) -> None:
    read = read_settings({"DROPSLOT_UPLOAD_EXTENSIONS": given})

    assert read.upload_extensions == (".jpg", ".png")


def test_the_defaults_are_what_the_documentation_says() -> None:
    read = read_settings({})

    assert read.max_content_length == 64 * 1024**2
    assert read.upload_path == Path.cwd() / "uploads"
    assert read.database_url == f"sqlite:///{Path.cwd()}/uploads/.dropslot/catalog.db"
    assert read.access == "public"


def test_every_setting_has_a_meaning() -> None:
    assert all(setting.meaning.endswith(".") for setting in SETTINGS)
