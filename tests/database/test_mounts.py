"""Several Dropslots share a database, and each finds what is its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import first_version
import pytest
from databases import upload
from disks import read_only
from dropslot import SettingError
from dropslot.database import Catalog, Database, enter, schema, take_new_secret

FOLDER, ID = "/srv/photos", "0" * 32
BUCKET, OTHER_BUCKET = "s3://photos/slot", "s3://other"
SECRET, OTHER_SECRET = "a secret that is long", "another one, also long"


def test_the_first_to_come_is_added_and_found_again(database: Database) -> None:
    added = enter(database, "dropslot", BUCKET, secret=SECRET)

    assert enter(database, "dropslot", BUCKET, secret=SECRET) == added
    assert added.moved_from is None


def test_two_folders_are_two(database: Database) -> None:
    one = enter(database, "dropslot", FOLDER, ID)
    other = enter(database, "dropslot", "/srv/more", "1" * 32)

    assert one.mount_id != other.mount_id
    assert enter(database, "dropslot", FOLDER, ID) == one


def test_a_folder_that_was_renamed_is_known_by_what_lies_in_it(
    database: Database,
) -> None:
    before = enter(database, "dropslot", FOLDER, ID)

    assert enter(database, "dropslot", "/srv/pictures", ID) == before
    # And by its new name from now on.
    assert enter(database, "dropslot", "/srv/pictures") == before


def test_the_folder_of_another_machine_is_not_taken_for_that_of_the_same_path(
    postgres_url: str,
) -> None:
    database = Database(postgres_url)
    enter(database, "dropslot", FOLDER, ID)

    with pytest.raises(SettingError, match=f"another one: .* '{ID}' into"):
        enter(database, "dropslot", FOLDER, "1" * 32)
    database.close()


def test_a_folder_that_was_renamed_is_known_by_its_own_database(
    database: Database,
) -> None:
    before = enter(database, "dropslot", FOLDER, is_default=True)

    assert enter(database, "dropslot", "/srv/other", is_default=True) == before
    other = enter(database, "another", "/srv/other/another", is_default=True)
    assert other != before


def test_the_database_of_an_earlier_version_is_taken_over_by_the_first_to_come(
    database_url: str,
) -> None:
    first_version.make(database_url)
    database = Database(database_url)

    assert enter(database, "photos", FOLDER, ID, is_default=True).mount_id == 1
    assert enter(database, "others", "/srv/others", "1" * 32).mount_id == 2
    assert enter(database, "photos", FOLDER, ID, is_default=True).mount_id == 1
    database.close()


def test_a_bucket_takes_no_pictures_over_that_lie_in_a_folder(
    database_url: str,
) -> None:
    first_version.make(database_url)
    database = Database(database_url)

    with pytest.raises(SettingError, match="lie in the folder that it had before"):
        enter(database, "dropslot", BUCKET)
    database.close()


def test_a_bucket_of_the_same_name_that_is_another_is_refused(
    database: Database,
) -> None:
    enter(database, "dropslot", FOLDER, ID)
    enter(database, "photos", BUCKET)

    for store, name in ((FOLDER, "dropslot"), (BUCKET, "photos")):
        with pytest.raises(SettingError, match=f"lie in '{store}': set it to that"):
            enter(database, name, OTHER_BUCKET)


def test_where_the_pictures_were_is_told_and_refused(database: Database) -> None:
    before = enter(database, "dropslot", FOLDER, ID)
    move(database, before.mount_id, BUCKET, FOLDER)

    now = enter(database, "dropslot", BUCKET)

    assert (now.mount_id, now.moved_from) == (before.mount_id, FOLDER)
    for folder in (FOLDER, "/srv/renamed"):
        with pytest.raises(SettingError, match=f"lie in '{BUCKET}'"):
            enter(database, "dropslot", folder, ID)


def test_replicas_with_another_secret_are_refused(database: Database) -> None:
    enter(database, "dropslot", BUCKET, secret=SECRET)

    with pytest.raises(SettingError, match="upgrade --new-secret") as error:
        enter(database, "dropslot", BUCKET, secret=OTHER_SECRET)
    assert OTHER_SECRET not in str(error.value)
    # A tool has none.
    enter(database, "dropslot", BUCKET)


def test_a_new_secret_is_taken_when_that_is_asked_for(database: Database) -> None:
    mount_id = enter(database, "dropslot", BUCKET, secret=SECRET).mount_id

    take_new_secret(database, mount_id, OTHER_SECRET)

    enter(database, "dropslot", BUCKET, secret=OTHER_SECRET)
    with pytest.raises(SettingError):
        enter(database, "dropslot", BUCKET, secret=SECRET)


def test_one_machine_may_have_another_secret_whenever_it_likes(
    database: Database,
) -> None:
    before = enter(database, "dropslot", FOLDER, ID, SECRET, is_default=True)

    after = enter(database, "dropslot", FOLDER, ID, OTHER_SECRET, is_default=True)

    assert after == before


def test_those_that_come_at_once_are_one(database: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        entered = list(
            threads.map(
                lambda _: enter(database, "dropslot", BUCKET, None, SECRET), range(8)
            )
        )

    assert len(set(entered)) == 1


def test_what_one_has_is_not_there_for_another(database: Database) -> None:
    here, there = Catalog(database, 1), Catalog(database, 2)
    here.add([upload("a")])

    assert here.has(upload("a").name)
    assert not there.has(upload("a").name)
    assert not there.remove(upload("a").name)
    assert (here.total_bytes(), there.total_bytes()) == (100, 0)


def test_in_a_database_that_can_only_be_read_it_is_found(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/catalog.db"
    database = Database(url)
    enter(database, "other", "/srv/other", is_default=True)
    before = enter(database, "dropslot", FOLDER, is_default=True)
    database.close()

    with read_only(tmp_path):
        database = Database(url)
        # It was renamed, which cannot be noted.
        assert enter(database, "dropslot", "/mnt/photos", is_default=True) == before
        # Who is new there has nothing of the others.
        with pytest.raises(SettingError, match="cannot be used"):
            enter(database, "new", "/mnt/new", "2" * 32)
        database.close()


def move(database: Database, mount_id: int, store: str, moved_from: str) -> None:
    change = schema.mounts.update().where(schema.mounts.c.id == mount_id)
    with database.begin() as connection:
        connection.execute(change.values(store=store, moved_from=moved_from))
