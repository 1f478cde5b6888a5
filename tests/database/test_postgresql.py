"""PostgreSQL goes away, freezes and comes back; nobody waits for long."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from databases import upload
from dropslot import SettingError
from dropslot.accounts import Throttle
from dropslot.database import Catalog, Database, enter
from dropslot.model import StorageFailed
from services.postgres import Postgres

# The ping, the connection and what a statement may take, and nearly as much again.
MOST_SECONDS = 20


@pytest.fixture
def server(own_postgres: Postgres) -> Postgres:
    """A server that may be killed."""
    return own_postgres


@pytest.fixture
def database(server: Postgres) -> Iterator[Database]:
    """A database of that server."""
    database = Database(server.url)
    yield database
    database.close()


def password_of(url: str) -> str:
    password = sa.make_url(url).password
    assert isinstance(password, str)
    return password


def test_after_a_restart_the_first_request_goes_on(
    server: Postgres, database: Database
) -> None:
    catalog = Catalog(database, 1)
    catalog.add([upload("a")])

    server.restart()

    assert catalog.has(upload("a").name)
    database.probe()


def test_one_that_is_gone_is_told_at_once_and_found_when_it_is_back(
    server: Postgres, database: Database
) -> None:
    catalog = Catalog(database, 1)
    catalog.add([upload("a")])

    server.kill()
    with pytest.raises(StorageFailed) as error:
        catalog.has(upload("a").name)
    with pytest.raises(StorageFailed):
        database.probe()
    assert password_of(server.url) not in database.explain(error.value)

    server.start()
    assert catalog.has(upload("a").name)


def test_every_call_to_one_that_is_frozen_ends(
    server: Postgres, database: Database
) -> None:
    """A new connection, one that is idle, and one in a transaction."""
    catalog = Catalog(database, 1)
    begun, frozen = threading.Event(), threading.Event()
    failed: list[BaseException] = []

    def write_in_a_transaction() -> None:
        try:
            with database.begin() as connection:
                connection.execute(sa.text("SELECT 1"))
                begun.set()
                frozen.wait()
                connection.execute(sa.text("SELECT 1"))
        except StorageFailed as error:
            failed.append(error)

    def ask() -> None:
        try:
            catalog.has("a")
        except StorageFailed as error:
            failed.append(error)

    threads = [threading.Thread(target=write_in_a_transaction, daemon=True)]
    threads += [threading.Thread(target=ask, daemon=True) for _ in range(30)]
    threads[0].start()
    begun.wait()
    server.freeze()
    try:
        frozen.set()
        for thread in threads[1:]:
            thread.start()
        for thread in threads:
            thread.join(MOST_SECONDS)
        assert len(failed) == len(threads)
    finally:
        server.thaw()
    assert not catalog.has("a")


def test_a_lock_that_nobody_lets_go_of_ends_the_wait(database: Database) -> None:
    with database.begin() as connection:
        database.lock(connection, "sender", 1, "ann")

        with pytest.raises(StorageFailed), database.begin() as other:
            database.lock(other, "sender", 1, "ann")
        with database.begin() as other:
            database.lock(other, "sender", 1, "bob")


def test_connections_that_are_cut_in_the_commit_leave_all_or_nothing(
    server: Postgres, database: Database
) -> None:
    """What was told as kept is kept, whatever happens to the others."""
    catalog, kept, others = Catalog(database, 1), set[str](), 0
    done = threading.Event()
    cutter = threading.Thread(target=cut_connections, args=[server.url, done])
    cutter.start()
    for number in range(300):
        pair = [upload("a", 2 * number), upload("b", 2 * number + 1)]
        try:
            catalog.add(pair)
            kept |= {one.name for one in pair}
        except StorageFailed:
            others += 1
    done.set()
    cutter.join()

    # The last cut may have met one that answered a moment ago, which is not asked.
    database.close()
    names = {upload("", number).name for number in range(600)}
    there = catalog.known(sorted(names))
    assert kept <= there
    assert others
    for number in range(300):
        pair_there = {upload("", 2 * number + n).name in there for n in (0, 1)}
        assert len(pair_there) == 1


def cut_connections(url: str, done: threading.Event) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    cut = sa.text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'dropslot'"
    )
    with engine.connect() as connection:
        while not done.wait(0.005):
            connection.execute(cut)
    engine.dispose()


def test_one_that_can_only_be_read_says_so(server: Postgres) -> None:
    database = Database(server.url)
    enter(database, "dropslot", "s3://bucket")
    with database.begin() as connection:
        name = sa.make_url(server.url).database
        connection.exec_driver_sql(
            f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'
        )
    database.close()

    database = Database(server.url)
    with pytest.raises(StorageFailed):
        database.probe()
    with pytest.raises(StorageFailed):
        Catalog(database, 1).add([upload("a")])
    assert enter(database, "dropslot", "s3://bucket").mount_id == 1
    with Throttle(database, 1).attempt("ann", "10.0.0.1"):
        pass
    database.close()


WRONG: list[object] = [
    pytest.param(lambda url: url.set(password="wrong"), "password", id="password"),
    pytest.param(lambda url: url.set(database="none"), "none", id="database"),
    pytest.param(
        lambda url: url.set(drivername="postgresql+pg8000"), "psycopg 3", id="driver"
    ),
]


@pytest.mark.parametrize(("change", "reason"), WRONG)
def test_what_is_wrong_for_good_ends_the_start(
    postgres_url: str, change: Callable[[sa.URL], sa.URL], reason: str
) -> None:
    url = change(sa.make_url(postgres_url)).render_as_string(hide_password=False)

    with pytest.raises(SettingError, match=reason) as error:
        Database(url, patience_seconds=MOST_SECONDS)

    assert password_of(url) not in str(error.value).replace("password", "")


def test_a_start_does_not_wait_unless_it_is_told_to(server: Postgres) -> None:
    server.kill()

    with pytest.raises(SettingError, match="refused"):
        Database(server.url)


def test_a_start_waits_for_one_that_is_away(
    server: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    server.kill()
    opened: list[Database] = []
    thread = threading.Thread(
        target=lambda: opened.append(Database(server.url, MOST_SECONDS))
    )
    with caplog.at_level(logging.WARNING, "dropslot"):
        thread.start()
        while "waiting for it" not in caplog.text:
            assert thread.is_alive()
            time.sleep(0.01)
        server.start()
        thread.join()

    opened[0].probe()
    opened[0].close()
    assert caplog.text.count("waiting for it") == 1
    assert password_of(server.url) not in caplog.text


def test_a_child_that_is_forked_has_connections_of_its_own(postgres_url: str) -> None:
    database = Database(postgres_url)
    catalog = Catalog(database, 1)
    catalog.add([upload("a")])
    reading, writing = os.pipe()

    pid = os.fork()
    if not pid:
        os.write(writing, b"1" if catalog.has(upload("a").name) else b"0")
        os._exit(0)
    os.waitpid(pid, 0)

    assert os.read(reading, 1) == b"1"
    assert catalog.has(upload("a").name)
    database.close()
