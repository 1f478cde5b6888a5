"""A folder of 0.1.0 goes on: what came since is added, or stood in for."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from apps import MakeApp
from disks import read_only
from dropslot.database import Database
from pictures import jpeg
from posting import kept, post


@pytest.fixture
def old(make_app: MakeApp, folder: Path) -> str:
    """Where a picture is that 0.1.0 kept, in a catalog as it made them."""
    location = kept(make_app().test_client(), "a.jpg", jpeg())
    catalog = folder / ".dropslot" / "catalog.db"
    with sqlite3.connect(catalog) as connection:
        connection.execute("ALTER TABLE uploads DROP COLUMN sender_name")
        # Nothing of it may be left in the log.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return location


def columns(catalog: Path) -> list[str]:
    with sqlite3.connect(catalog) as connection:
        rows = connection.execute("PRAGMA table_info(uploads)").fetchall()
    connection.close()
    return [row[1] for row in rows]


def test_an_old_catalog_gets_what_it_lacks_and_keeps_what_it_has(
    make_app: MakeApp, folder: Path, old: str
) -> None:
    client = make_app(SENDER_NAME="optional").test_client()

    post(client, ("b.jpg", jpeg(seed=2)), fields={"from": "Ann"})

    listed = client.get("/uploads/").get_json()["uploads"]
    assert [(one["title"], one["from"]) for one in listed] == [
        ("b.jpg", "Ann"),
        ("a.jpg", None),
    ]
    assert client.get(old).status_code == 200
    assert columns(folder / ".dropslot" / "catalog.db")[-1] == "sender_name"


def test_an_old_catalog_that_cannot_be_written_to_is_read(
    make_app: MakeApp, folder: Path, old: str
) -> None:
    with read_only(folder):
        client = make_app(SENDER_NAME="optional").test_client()

        (upload,) = client.get("/uploads/").get_json()["uploads"]
        assert (upload["title"], upload["from"]) == ("a.jpg", None)
        assert client.get(old).status_code == 200
        assert post(client, ("b.jpg", jpeg())).status_code == 503


def test_the_earlier_version_goes_on_with_a_catalog_of_this_one(
    make_app: MakeApp, folder: Path
) -> None:
    """It names its columns in every statement, and knows of no other."""
    kept(make_app().test_client(), "a.jpg", jpeg())

    with sqlite3.connect(folder / ".dropslot" / "catalog.db") as connection:
        connection.execute(
            "INSERT INTO uploads (name, title, browser, mime_type, size_bytes,"
            " width_px, height_px, created_ms) VALUES ('x', 'x', '', '', 1, 1, 1, 1)"
        )
        found = connection.execute("SELECT sender_name FROM uploads WHERE name = 'x'")
        assert found.fetchall() == [(None,)]
    connection.close()


def test_to_open_it_again_changes_nothing(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.db"
    Database(f"sqlite:///{catalog}").close()
    before = columns(catalog)

    Database(f"sqlite:///{catalog}").close()

    assert columns(catalog) == before
