"""All rows of a Dropslot go to another database, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from databases import upload
from dropslot import SettingError
from dropslot.accounts import Users
from dropslot.database import (
    CannotTransfer,
    Catalog,
    Database,
    Entered,
    Marks,
    UploadSessions,
    enter,
    schema,
    transfer,
)
from dropslot.model import StorageFailed, UploadSession

FOLDER, ID = "/srv/photos", "0" * 32
TABLES = [one for one in schema.metadata.sorted_tables if one is not schema.mounts]


@pytest.fixture(params=["to PostgreSQL", "to SQLite"])
def databases(
    request: pytest.FixtureRequest, tmp_path: Path, postgres_url: str
) -> Iterator[tuple[Database, Database]]:
    """One that is left, and one that is gone to."""
    urls = [f"sqlite:///{tmp_path}/catalog.db", postgres_url]
    if request.param == "to SQLite":
        urls.reverse()
    source, target = Database(urls[0]), Database(urls[1])
    yield source, target
    source.close()
    target.close()


@pytest.fixture
def source(databases: tuple[Database, Database]) -> Database:
    """The one that is left; there is something in each of its tables."""
    source = databases[0]
    mount_id = enter(source, "dropslot", FOLDER, ID, "a secret").mount_id
    titles = ["Ä é 頭像.png", "it's.png", "\\N\t.png"]
    owners = [None, "ann", "bob"]
    uploads = [
        upload(title, n, owner=owner, sender_name="Ann", place=f"album={n}")
        for n, (title, owner) in enumerate(zip(titles, owners, strict=True))
    ]
    Catalog(source, mount_id).add(uploads)
    marks = Marks(source, mount_id)
    marks.note(["a.png"])
    Users(source, mount_id).add("ann", "a password", is_admin=True)
    sessions = UploadSessions(source, mount_id)
    session = UploadSession("s1", "browser/b", 3000, 1024, "x.png")
    sessions.begin(session, 9, 9000, marks.noting(["chunks/s1/"]))
    sessions.arrived("s1", 1024, 1024)
    with source.begin() as connection:
        more = {"mount": mount_id, "ends_ms": 4_000_000_000_000}
        connection.execute(
            schema.sign_ins.insert().values(digest="d", user_id="u", **more)
        )
        connection.execute(schema.attempts.insert().values(key="k", count=2, **more))
    return source


@pytest.fixture
def target(databases: tuple[Database, Database]) -> Database:
    """The one that is gone to; another Dropslot is in it."""
    target = databases[1]
    enter(target, "others", "/srv/others", "1" * 32)
    Catalog(target, 1).add([upload("theirs")])
    return target


def rows(database: Database, mount_id: int) -> dict[str, list[Any]]:
    """All rows of a Dropslot, without its number."""
    found = {}
    with database.begin() as connection:
        for table in TABLES:
            columns = [c for c in table.columns if c.name != "mount"]
            query = sa.select(*columns).where(table.c.mount == mount_id)
            got = connection.execute(query.order_by(*columns)).all()
            found[table.name] = [tuple(row) for row in got]
    return found


def say_nothing(count: int) -> None:
    """Nobody watches."""


def entered(database: Database, **options: bool) -> Entered:
    return enter(database, "dropslot", FOLDER, ID, "a secret", **options)


def test_every_row_is_there_and_those_of_others_stay(
    source: Database, target: Database
) -> None:
    before = rows(source, 1)
    assert all(before.values())

    count = transfer(source, 1, target, say_nothing)

    assert entered(target) == Entered(2, None)
    assert rows(target, 2) == before
    assert count == sum(map(len, before.values()))
    assert Catalog(target, 1).has(upload("theirs").name)


def test_nobody_starts_with_what_was_left(source: Database, target: Database) -> None:
    transfer(source, 1, target, say_nothing)

    with pytest.raises(SettingError, match="have moved") as refused:
        entered(source)
    assert target.place in str(refused.value)


def test_a_server_that_still_runs_records_nothing_there(
    source: Database, target: Database
) -> None:
    marks, one = Marks(source, 1), upload("late", 9)
    transfer(source, 1, target, say_nothing)
    marks.note([one.key])

    with pytest.raises(StorageFailed):
        Catalog(source, 1).add([one], [marks.settling([one.key])])


def test_they_come_back_with_what_came_since(
    source: Database, target: Database
) -> None:
    transfer(source, 1, target, say_nothing)
    Catalog(target, 2).add([upload("since", 7)])
    Catalog(target, 2).remove(upload("").name)
    before = rows(target, 2)

    transfer(target, 2, source, say_nothing)

    assert rows(source, entered(source).mount_id) == before
    with pytest.raises(SettingError):
        entered(target)


def test_one_that_is_in_use_is_refused(source: Database, target: Database) -> None:
    Catalog(target, entered(target).mount_id).add([upload("ours", 5)])

    with pytest.raises(CannotTransfer, match="has records of this Dropslot already"):
        transfer(source, 1, target, say_nothing)

    assert entered(source).mount_id == 1
    assert Catalog(target, 2).has(upload("", 5).name)


def test_one_that_was_started_with_by_mistake_is_not(
    source: Database, target: Database
) -> None:
    entered(target)

    transfer(source, 1, target, say_nothing)

    assert rows(target, 2) == rows(source, 1)


class Interrupted(Exception):
    """Somebody pressed Ctrl-C."""


def test_what_was_interrupted_has_done_nothing(
    source: Database, target: Database
) -> None:
    before = rows(source, 1)

    def interrupt(_: int) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        transfer(source, 1, target, interrupt)

    assert not any(rows(target, 2).values())
    assert entered(source).mount_id == 1
    transfer(source, 1, target, say_nothing)
    assert rows(target, entered(target).mount_id) == before


def test_nobody_starts_with_either_in_between_and_it_is_finished_the_next_time(
    source: Database, target: Database
) -> None:
    before = rows(source, 1)
    transfer(source, 1, target, say_nothing)
    # As if it had been killed before its last step.
    with target.begin() as connection:
        ours = schema.mounts.update().where(schema.mounts.c.folder_id == ID)
        connection.execute(ours.values(records_at=source.place))
    for database in (source, target):
        with pytest.raises(SettingError, match="was interrupted, run it again"):
            entered(database)

    transfer(source, 1, target, say_nothing)

    assert rows(target, entered(target).mount_id) == before


def test_a_second_time_is_refused(source: Database, target: Database) -> None:
    transfer(source, 1, target, say_nothing)

    with pytest.raises(CannotTransfer, match="have moved to"):
        transfer(source, 1, target, say_nothing)

    assert entered(target).mount_id == 2


def test_nobody_writes_meanwhile(source: Database, target: Database) -> None:
    url = sa.make_url(source._url)
    is_file = source.file is not None
    impatient = {"timeout": 0} if is_file else {"options": "-c lock_timeout=50ms"}
    engine = sa.create_engine(url, connect_args=impatient)
    refused = []

    def try_to_write(_: int) -> None:
        with pytest.raises(sa.exc.OperationalError), engine.begin() as connection:
            connection.execute(schema.marks.delete())
        refused.append(True)

    transfer(source, 1, target, try_to_write)

    engine.dispose()
    assert refused


def test_it_says_how_far_it_is(source: Database, target: Database) -> None:
    said: list[int] = []
    say: Callable[[int], None] = said.append

    count = transfer(source, 1, target, say)

    assert said[-1] == count
