"""A database of 0.1.0 goes on, even where it can only be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import first_version
import pytest
from databases import upload
from disks import fill, read_only, small_disk
from dropslot.accounts import Users
from dropslot.database import Catalog, Database, enter
from dropslot.model import Access, StorageFailed, StorageFull, Visitor
from first_version import NAMES

ADMIN = Visitor(owner=None, browser="", is_admin=True)
ANN = Visitor(owner="ann-1", browser="b1")
NOW = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture
def old(database_url: str) -> Iterator[Database]:
    """What 0.1.0 left, opened by this version."""
    first_version.make(database_url)
    database = Database(database_url)
    yield database
    database.close()


def test_pictures_and_people_are_there(old: Database) -> None:
    catalog, users = Catalog(old, 1), Users(old, 1)

    assert [one.name for one in catalog.newest(ADMIN, Access.PUBLIC, None, 9)] == [
        *reversed(NAMES)
    ]
    assert catalog.get(NAMES[1]).title == "b.png"
    assert catalog.total_bytes() == 600
    known = users.find("ann")
    assert known
    assert known.password_hash == "hash of ann"
    assert users.sign_in(known, NOW)


def test_more_is_added_to_what_is_there(old: Database) -> None:
    catalog = Catalog(old, enter(old, "dropslot", "/srv", is_default=True).mount_id)

    catalog.add([upload("new")])

    assert len(catalog.newest(ADMIN, Access.PUBLIC, None, 9)) == len(NAMES) + 1


@pytest.mark.parametrize("has_sender_name", [True, False])
def test_what_can_only_be_read_is_read(tmp_path: Path, has_sender_name: bool) -> None:
    url = f"sqlite:///{tmp_path}/catalog.db"
    first_version.make(url, has_sender_name=has_sender_name)

    with read_only(tmp_path):
        database = Database(url)
        mount_id = enter(database, "dropslot", "/srv", is_default=True).mount_id
        catalog, users = Catalog(database, mount_id), Users(database, mount_id)

        page = catalog.newest(ANN, Access.PRIVATE, None, 9)
        assert [one.name for one in page] == [*reversed(NAMES)]
        assert page[0].sender_name == ("A. Ä é.png" if has_sender_name else None)
        known = users.find("ann")
        assert known
        with pytest.raises(StorageFailed):
            catalog.add([upload("new")])
        with pytest.raises(StorageFailed):
            database.probe()
        database.close()


def test_what_is_on_a_full_disk_is_read_until_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "database", "2m") as disk:
        url = f"sqlite:///{disk}/catalog.db"
        first_version.make(url)
        filling = fill(disk)

        database = Database(url)
        catalog = Catalog(database, 1)
        assert catalog.has(NAMES[0])
        with pytest.raises(StorageFull):
            catalog.add([upload("new")])

        filling.unlink()
        database.try_to_write()
        catalog.add([upload("new")])
        assert catalog.has(NAMES[0])
        database.close()
