"""``dropslot upgrade``: what it says, and what it does."""

from __future__ import annotations

from pathlib import Path

import first_version
import pytest
import sqlalchemy as sa
from command import dropslot
from dropslot import SettingError
from dropslot.database import Catalog, Database, enter, schema

SECRET, NEW_SECRET = "a secret key of long ago", "the secret key of today"


def test_it_says_from_what_to_what(tmp_path: Path, database_url: str) -> None:
    first_version.make(database_url)

    first = dropslot(tmp_path, "upgrade", DROPSLOT_DATABASE_URL=database_url)
    second = dropslot(tmp_path, "upgrade", DROPSLOT_DATABASE_URL=database_url)

    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout.endswith(" had schema 0001, and now has 0003.\n")
    assert second.stdout.endswith(" is up to date: it has schema 0003.\n")
    password = sa.make_url(database_url).password
    assert password is None or str(password) not in first.stdout
    database = Database(database_url)
    assert Catalog(database, 1).has(first_version.NAMES[0])
    database.close()


def test_an_empty_one_gets_its_tables(tmp_path: Path) -> None:
    ended = dropslot(tmp_path, "upgrade")

    assert ended.stdout.endswith("was empty, and now has schema 0003.\n")


def test_a_new_secret_is_taken_where_it_is_asked_for(
    tmp_path: Path, database_url: str
) -> None:
    settings = {"DROPSLOT_DATABASE_URL": database_url}
    dropslot(
        tmp_path, "upgrade", "--new-secret", DROPSLOT_SECRET_KEY=SECRET, **settings
    )

    ended = dropslot(
        tmp_path, "upgrade", "--new-secret", DROPSLOT_SECRET_KEY=NEW_SECRET, **settings
    )

    assert ended.returncode == 0
    assert NEW_SECRET not in ended.stdout
    database = Database(database_url)
    with database.begin() as connection:
        (mount,) = connection.execute(schema.mounts.select()).all()
    enter(database, mount.name, mount.store, secret=NEW_SECRET)
    with pytest.raises(SettingError):
        enter(database, mount.name, mount.store, secret=SECRET)
    database.close()
