"""A database of any earlier version becomes one of this, and nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import first_version
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from disks import read_only
from dropslot import SettingError
from dropslot.database import Catalog, Database, opening, schema
from dropslot.database.migrations import NEWEST, VERSION_TABLE, steps
from first_version import NAMES

FIRST = "0001"


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    """A connection that knows nothing of ours."""
    engine = sa.create_engine(opening.url_of(url))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def tables(url: str) -> set[str]:
    with connected(url) as connection:
        return set(sa.inspect(connection).get_table_names())


def rows(url: str, table: sa.Table) -> list[dict[str, object]]:
    with connected(url) as connection:
        found = connection.execute(table.select().order_by(*table.primary_key))
        return [dict(row._mapping) for row in found]


def test_an_empty_database_gets_every_table(database_url: str) -> None:
    database = Database(database_url)

    assert database.schema_before is None
    assert tables(database_url) == {*schema.metadata.tables, VERSION_TABLE}
    database.close()


def test_to_open_it_again_changes_nothing(database_url: str) -> None:
    Database(database_url).close()

    database = Database(database_url)

    assert database.schema_before == NEWEST
    database.close()


def test_the_newest_is_the_last_step() -> None:
    config = Config()
    config.set_main_option("script_location", "dropslot.database:migrations")

    assert ScriptDirectory.from_config(config).get_heads() == [NEWEST]


def test_the_steps_make_what_the_schema_says(database_url: str) -> None:
    with connected(database_url) as connection:
        steps.take_steps(connection)

    with connected(database_url) as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE}
        )
        assert compare_metadata(context, schema.metadata) == []


def test_the_tables_of_the_first_version_are_those_that_the_first_step_makes(
    database_url: str, tmp_path: object
) -> None:
    """What the tests take for 0.1.0 is what the steps take for it."""
    first_version.make(database_url, has_sender_name=False)
    known = sa.MetaData()
    with connected(database_url) as connection:
        known.reflect(connection)
        known.drop_all(connection)
        steps.take_steps(connection, FIRST)
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE}
        )
        assert compare_metadata(context, known) == []


@pytest.mark.parametrize("has_sender_name", [True, False])
def test_a_database_of_the_first_version_keeps_every_row(
    database_url: str, has_sender_name: bool
) -> None:
    first_version.make(database_url, has_sender_name=has_sender_name)

    database = Database(database_url)

    assert database.schema_before == FIRST
    assert tables(database_url) == {*schema.metadata.tables, VERSION_TABLE}
    uploads = rows(database_url, schema.uploads)
    assert [(one["mount"], one["name"]) for one in uploads] == [(1, n) for n in NAMES]
    assert uploads[2] == {
        "mount": 1,
        "name": NAMES[2],
        "title": "Ä é.png",
        "owner": "ann-1",
        "browser": "b2",
        "mime_type": "image/png",
        "size_bytes": 300,
        "width_px": 8,
        "height_px": 6,
        "created_ms": 1700000002000,
        "sender_name": "A. Ä é.png" if has_sender_name else None,
        "place": "",
    }
    assert rows(database_url, schema.upload_sessions) == [
        {
            "mount": 1,
            "id": "s1",
            "sender": "browser/b1",
            "total_bytes": 9000,
            "chunk_bytes": 1024,
            "received_bytes": 0,
            "name": "x.png",
            "state": "open",
            "refusal": None,
            "touched_ms": 1700000003000,
            "leased_ms": None,
        },
        {
            "mount": 1,
            "id": "s2",
            "sender": "owner/ann-1",
            "total_bytes": 200,
            "chunk_bytes": 1024,
            "received_bytes": 0,
            "name": NAMES[1],
            "state": "kept",
            "refusal": None,
            "touched_ms": 1700000004000,
            "leased_ms": 17,
        },
    ]
    assert rows(database_url, schema.users) == [
        {
            "mount": 1,
            "id": "ann-1",
            "name_key": "ann",
            "name": "Ann",
            "password_hash": "hash of ann",
            "is_admin": True,
        }
    ]
    assert rows(database_url, schema.sign_ins) == [
        {"mount": 1, "digest": "digest", "user_id": "ann-1", "ends_ms": 4000000000000}
    ]
    (mount,) = rows(database_url, schema.mounts)
    assert (mount["id"], mount["store"]) == (1, None)
    database.close()


# As the version before does it, which knows of no places.
BEFORE = f"""
    INSERT INTO {schema.uploads.name} (mount, name, title, owner, browser, mime_type,
        size_bytes, width_px, height_px, created_ms, sender_name)
    VALUES (1, '{{name}}', 'a.png', NULL, 'b1', 'image/png', 100, 4, 3, 1700000000000,
        NULL)
"""


def test_the_version_before_goes_on_writing_what_this_one_reads(
    database_url: str,
) -> None:
    with connected(database_url) as connection:
        steps.take_steps(connection, "0002")
        connection.exec_driver_sql(BEFORE.format(name=NAMES[0]))

    database = Database(database_url)
    with connected(database_url) as connection:
        connection.exec_driver_sql(BEFORE.format(name=NAMES[1]))

    assert database.schema_before == "0002"
    found = [Catalog(database, 1).get(name) for name in NAMES[:2]]
    assert [(one.title, one.place) for one in found] == [("a.png", "")] * 2
    database.close()


def test_one_of_the_version_before_that_can_only_be_read_is_read(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/catalog.db"
    with connected(url) as connection:
        steps.take_steps(connection, "0002")
        connection.exec_driver_sql(BEFORE.format(name=NAMES[0]))

    with read_only(tmp_path):
        database = Database(url)
        assert Catalog(database, 1).get(NAMES[0]).place == ""
        database.close()


def test_a_hosts_table_of_the_same_name_is_left_alone(database_url: str) -> None:
    with connected(database_url) as connection:
        connection.exec_driver_sql("CREATE TABLE uploads (id INTEGER, file TEXT)")
        connection.exec_driver_sql("INSERT INTO uploads VALUES (1, 'theirs')")

    Database(database_url).close()

    assert tables(database_url) == {*schema.metadata.tables, VERSION_TABLE, "uploads"}
    with connected(database_url) as connection:
        found = connection.exec_driver_sql("SELECT * FROM uploads").all()
    assert found == [(1, "theirs")]


def test_a_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    Database(database_url).close()
    with connected(database_url) as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '0999'")

    with pytest.raises(
        SettingError, match=r"of a newer Dropslot \(schema 0999, .*0003"
    ):
        Database(database_url)


def test_several_that_open_an_empty_database_at_once_all_can(database_url: str) -> None:
    assert first_version.open_at_once(database_url, 2) == [0, 0]

    assert tables(database_url) == {*schema.metadata.tables, VERSION_TABLE}


def test_several_that_open_one_of_the_first_version_at_once_all_can(
    database_url: str,
) -> None:
    first_version.make(database_url)

    assert first_version.open_at_once(database_url, 2) == [0, 0]

    assert len(rows(database_url, schema.uploads)) == len(NAMES)


KILLED = """
import os, sqlalchemy as sa
from dropslot.database import Database

@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def end(connection, cursor, statement, *_):
    if "{at}" in statement:
        os.kill(os.getpid(), 9)

Database({url!r})
"""


@pytest.mark.parametrize(
    "at",
    [
        pytest.param("INSERT INTO dropslot_user_sign_ins", id="copying"),
        pytest.param("DROP TABLE dropslot_sign_ins", id="dropping"),
    ],
)
def test_who_is_killed_on_the_way_has_changed_nothing(
    database_url: str, at: str
) -> None:
    first_version.make(database_url)
    before = tables(database_url)

    program = KILLED.format(at=at, url=database_url)
    ended = subprocess.run([sys.executable, "-c", program], check=False)

    assert ended.returncode == -9
    assert tables(database_url) == before
    Database(database_url).close()
    assert len(rows(database_url, schema.uploads)) == len(NAMES)
