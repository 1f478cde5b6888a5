"""The databases and buckets of the tests: apart, and gone without a trace."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from services.desk import KINDS, Desk, ask
from services.fixtures import need
from services.guard import processes_of
from services.ports import is_free
from services.postgres import Postgres
from services.s3 import Bucket, new_bucket
from services.seaweedfs import SeaweedFS
from services.server import Server

_PATIENCE_SECONDS = 30


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_a_database_of_its_own(postgres_url: str, turn: str) -> None:
    with _connected(postgres_url) as connection:
        connection.execute(sa.text("CREATE TABLE seen (one int)"))

        tables = sa.inspect(connection).get_table_names()

    assert tables == ["seen"]


@pytest.mark.parametrize("turn", ["first", "second"])
@pytest.mark.parametrize("kind", ["bucket", "ceph_bucket"])
def test_each_test_has_a_bucket_of_its_own(
    kind: str, turn: str, request: pytest.FixtureRequest
) -> None:
    bucket: Bucket = request.getfixturevalue(kind)

    bucket.client.put_object(Bucket=bucket.name, Key=turn, Body=b"1")

    assert bucket.listed() == [turn]


def test_what_was_committed_outlives_the_database(own_postgres: Postgres) -> None:
    with _connected(own_postgres.url) as connection:
        connection.execute(sa.text("CREATE TABLE kept (one int)"))

    own_postgres.kill()
    own_postgres.start()
    own_postgres.restart()

    with _connected(own_postgres.url) as connection:
        assert sa.inspect(connection).get_table_names() == ["kept"]


def test_what_was_put_outlives_the_store(own_seaweedfs: SeaweedFS) -> None:
    with new_bucket(own_seaweedfs.address) as bucket:
        bucket.client.put_object(Bucket=bucket.name, Key="a", Body=b"kept")

        own_seaweedfs.kill()
        own_seaweedfs.start()

        got = bucket.client.get_object(Bucket=bucket.name, Key="a")
        assert got["Body"].read() == b"kept"


def test_a_frozen_database_says_nothing_until_it_thaws(own_postgres: Postgres) -> None:
    own_postgres.freeze()

    with pytest.raises(sa.exc.OperationalError), _connected(own_postgres.url):
        pass

    own_postgres.thaw()
    with _connected(own_postgres.url):
        pass


def test_a_frozen_store_says_nothing_until_it_thaws(own_seaweedfs: SeaweedFS) -> None:
    own_seaweedfs.freeze()

    with pytest.raises(TimeoutError):
        urllib.request.urlopen(own_seaweedfs.endpoint, timeout=1)

    own_seaweedfs.thaw()
    with new_bucket(own_seaweedfs.address) as bucket:
        assert bucket.listed() == []


@pytest.mark.parametrize("kind", ["own_postgres", "own_seaweedfs"])
def test_a_server_of_somebody_else_is_not_taken_for_it(
    kind: str, request: pytest.FixtureRequest
) -> None:
    server: Server = request.getfixturevalue(kind)
    server.kill()

    with (
        socket.create_server(("127.0.0.1", server.port)),
        pytest.raises(
            RuntimeError, match=f"Somebody else listens on port {server.port}"
        ),
    ):
        server.start()


@pytest.mark.parametrize("kind", ["own_postgres", "own_seaweedfs"])
def test_nothing_of_a_stopped_server_stays(
    kind: str, request: pytest.FixtureRequest
) -> None:
    server: Server = request.getfixturevalue(kind)

    server.stop()

    assert _traces(server.folder, server.ports) == []


_RUN = """
import sys
from services.desk import KINDS

server = KINDS[sys.argv[1]]().start()
server.freeze()
print(server.folder, *server.ports, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_stays_where_the_tests_are_killed(kind: str) -> None:
    need(kind)
    with subprocess.Popen(
        [sys.executable, "-c", _RUN, kind],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as tests:
        assert tests.stdout
        folder, *words = tests.stdout.readline().split()
        tests.send_signal(signal.SIGKILL)

    ports = [int(word) for word in words]
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while _traces(Path(folder), ports) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _traces(Path(folder), ports) == []


@pytest.mark.parametrize("kind", KINDS)
def test_all_share_a_server_that_ends_with_the_run(kind: str) -> None:
    need(kind)
    desk = Desk()
    name = desk.opened()

    first, second = ask(name, kind), ask(name, kind)
    desk.close()

    assert first == second
    with pytest.raises(ConnectionRefusedError):
        ask(name, kind)


@contextmanager
def _connected(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, connect_args={"connect_timeout": 2})
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _traces(folder: Path, ports: Iterable[int]) -> list[object]:
    """What there still is of a server."""
    return [
        *processes_of(folder),
        *folder.glob("*"),
        *(port for port in ports if not is_free(port)),
        *(
            path
            for port in ports
            for path in Path("/tmp").glob(f"seaweedfs-*-{port}.*")
        ),
    ]
