"""While pictures move, no mark is lost that names a copy of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from databases import upload
from dropslot.database import Catalog, Database, Entered, Marks, Whereabouts, enter
from dropslot.model import StorageFailed

FOLDER, ID, BUCKET = "/srv/photos", "0" * 32, "s3://photos/slot"
ONE = upload("a")


@pytest.fixture
def mount(database: Database) -> Entered:
    """A Dropslot that was started with a folder."""
    return enter(database, "dropslot", FOLDER, ID)


@pytest.fixture
def whereabouts(database: Database, mount: Entered) -> Whereabouts:
    """Its place."""
    return Whereabouts(database, mount.mount_id)


@pytest.fixture
def marks(database: Database, mount: Entered) -> Marks:
    """Its marks, as the server knows them that was started then."""
    return Marks(database, mount.mount_id)


@pytest.fixture
def keep(database: Database, mount: Entered, marks: Marks) -> Callable[[], None]:
    """Records a picture, as that server does."""

    def keep() -> None:
        marks.note([ONE.key])
        Catalog(database, mount.mount_id).add([ONE], [marks.settling([ONE.key])])

    return keep


def moved(whereabouts: Whereabouts) -> None:
    whereabouts.begin(BUCKET)
    assert whereabouts.switch(FOLDER, BUCKET, None)


def test_marks_stay_while_a_move_goes_on(
    marks: Marks, whereabouts: Whereabouts
) -> None:
    marks.note([ONE.key])
    whereabouts.begin(BUCKET)
    marks.forget([ONE.key])
    assert marks.all() == {ONE.key}

    whereabouts.end()

    marks.forget([ONE.key])
    assert marks.all() == set()


def test_marks_stay_for_those_who_know_the_new_place(
    database: Database, marks: Marks, whereabouts: Whereabouts
) -> None:
    moved(whereabouts)
    now = enter(database, "dropslot", BUCKET)
    marks.note([ONE.key])

    marks.forget([ONE.key])
    assert marks.all() == {ONE.key}

    Marks(database, now.mount_id, now.moves).forget([ONE.key])
    assert marks.all() == set()


def test_what_an_old_server_keeps_is_found_until_the_move_is_finished(
    database: Database, marks: Marks, whereabouts: Whereabouts, keep: Callable[[], None]
) -> None:
    moved(whereabouts)
    keep()
    assert marks.all() == set()
    Catalog(database, 1).remove(ONE.name)

    whereabouts.settle()

    with pytest.raises(StorageFailed):
        keep()
    assert not Catalog(database, 1).has(ONE.name)


def test_a_server_knows_that_all_has_moved_since_its_start(
    database: Database, whereabouts: Whereabouts
) -> None:
    assert not whereabouts.has_changed()
    moved(whereabouts)
    now = enter(database, "dropslot", BUCKET)

    assert whereabouts.has_changed()
    assert not Whereabouts(database, now.mount_id, now.moves).has_changed()


def test_the_later_one_of_two_moves_goes_on(whereabouts: Whereabouts) -> None:
    whereabouts.begin(BUCKET)
    whereabouts.begin("s3://others")

    assert not whereabouts.switch(FOLDER, BUCKET, None)
    assert whereabouts.place().store == FOLDER
    assert whereabouts.switch(FOLDER, "s3://others", None)
    assert whereabouts.place().moved_from == FOLDER


def test_a_folder_is_known_by_its_id_when_pictures_have_come_back(
    database: Database, mount: Entered, whereabouts: Whereabouts
) -> None:
    moved(whereabouts)
    whereabouts.begin("/srv/other")

    assert whereabouts.switch(BUCKET, "/srv/other", "1" * 32)

    back = enter(database, "dropslot", "/srv/renamed", "1" * 32)
    assert (back.mount_id, back.moves) == (mount.mount_id, 2)


def test_the_place_of_another_is_taken(
    database: Database, whereabouts: Whereabouts
) -> None:
    other = enter(database, "photos", "/srv/more", "2" * 32)
    Whereabouts(database, other.mount_id).begin("s3://more")

    assert whereabouts.is_taken("/srv/more", None)
    assert whereabouts.is_taken("/srv/renamed", "2" * 32)
    assert whereabouts.is_taken("s3://more", None)
    assert not whereabouts.is_taken(FOLDER, ID)
    assert not whereabouts.is_taken("s3://free", None)


def test_old_marks_are_told_by_the_clock_of_the_database(marks: Marks) -> None:
    marks.note([ONE.key])

    assert marks.older_than(timedelta(hours=1)) == []
    assert marks.older_than(timedelta(seconds=-1)) == [ONE.key]
