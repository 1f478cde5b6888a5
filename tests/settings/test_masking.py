"""A database's URL: what is taken for PostgreSQL, and that no password is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from dropslot.settings import SettingError, read_settings
from dropslot.uploads import open_backend


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("postgres://me:hush@db/pictures", "postgresql://me:hush@db/pictures"),
        ("Postgres+psycopg://me@db/p", "postgresql+psycopg://me@db/p"),
        ("POSTGRESQL://me@db/p", "postgresql://me@db/p"),
        ("sqlite:////srv/catalog.db", "sqlite:////srv/catalog.db"),
    ],
)
def test_databases_are_known_by_the_names_that_people_give_them(
    given: str, read: str
) -> None:
    assert read_settings({"DROPSLOT_DATABASE_URL": given}).database_url == read


REFUSED = [
    pytest.param("mysql://me:hush@db/pictures", id="another database"),
    pytest.param("mysql://me:hu@sh@db/pictures", id="an at sign in the password"),
    pytest.param("mysql://db/pictures?user=me&password=hush", id="among the options"),
    pytest.param("mysql://db/p?sslpassword=hush&PASSWD=hush", id="other options"),
    pytest.param("mysql://me:hush", id="no host"),
    pytest.param("me:hush@db/pictures", id="no database at all"),
    pytest.param("sqlite:///:memory:?password=hush", id="nothing that is kept"),
]


@pytest.mark.parametrize("url", REFUSED)
def test_a_database_that_is_refused_does_not_show_its_password(url: str) -> None:
    with pytest.raises(SettingError) as error:
        read_settings({"DROPSLOT_DATABASE_URL": url})

    assert "hush" not in repr(error.value)
    assert "sh@" not in repr(error.value)
    assert "***" in str(error.value)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("postgresql+none://me:hush@db/p", id="a driver that is not there"),
        pytest.param("postgresql://me:hush", id="a password for a port"),
        pytest.param("postgresql://me:hush@db/p?sslpassword=hush", id="an option"),
        pytest.param("postgresql://me:hu@sh@127.0.0.1:1/p", id="a part for a host"),
    ],
)
def test_a_database_that_cannot_be_opened_does_not_show_its_password(
    folder: Path, url: str
) -> None:
    given = {"DROPSLOT_DATABASE_URL": url, "DROPSLOT_UPLOAD_PATH": folder}

    with pytest.raises(SettingError) as error:
        open_backend(read_settings(given), None)

    assert str(error.value).startswith("DROPSLOT_DATABASE_URL is ")
    assert "hush" not in repr(error.value)
    assert "sh@" not in repr(error.value)
    assert error.value.__cause__ is None
