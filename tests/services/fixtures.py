"""Databases and buckets for tests; imported by the conftests."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.ceph import Ceph, find_ceph
from services.desk import Desk, ask
from services.postgres import Postgres, find_postgres, new_database
from services.s3 import Bucket, new_bucket
from services.seaweedfs import SeaweedFS, find_weed

Address = Callable[[str], dict[str, str]]

# Their processes are found in /proc.
_IS_LINUX = sys.platform == "linux"
_NEEDED: dict[str, tuple[str, Callable[[], object]]] = {
    Postgres.kind: ("PostgreSQL", find_postgres),
    SeaweedFS.kind: ("SeaweedFS", find_weed),
    Ceph.kind: ("Ceph", find_ceph),
}
_DESK = pytest.StashKey[Desk]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where to ask for the servers of all."""
    if _IS_LINUX:
        node.workerinput["services"] = _desk(node.config).opened()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers of all."""
    if desk := config.stash.get(_DESK, None):
        desk.close()


@pytest.fixture(scope="session")
def shared_address(pytestconfig: pytest.Config) -> Address:
    """Where a server is that all workers share: ``shared_address("postgres")``."""
    told: dict[str, Any] | None = getattr(pytestconfig, "workerinput", None)
    if told is None:
        return _desk(pytestconfig).address
    name = told.get("services", "")
    return lambda kind: ask(name, kind)


@pytest.fixture
def postgres_url(shared_address: Address) -> Iterator[str]:
    """The address of a new, empty database in PostgreSQL."""
    need(Postgres.kind)
    with new_database(shared_address(Postgres.kind)["url"]) as url:
        yield url


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL that a test may kill, freeze and restart."""
    need(Postgres.kind)
    server = Postgres()
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def bucket(shared_address: Address) -> Iterator[Bucket]:
    """A new bucket in SeaweedFS."""
    need(SeaweedFS.kind)
    with new_bucket(shared_address(SeaweedFS.kind)) as bucket:
        yield bucket


@pytest.fixture
def ceph_bucket(shared_address: Address) -> Iterator[Bucket]:
    """A new bucket in Ceph."""
    need(Ceph.kind)
    with new_bucket(shared_address(Ceph.kind)) as bucket:
        yield bucket


@pytest.fixture
def own_seaweedfs() -> Iterator[SeaweedFS]:
    """A SeaweedFS that a test may kill and freeze."""
    need(SeaweedFS.kind)
    server = SeaweedFS()
    try:
        yield server.start()
    finally:
        server.stop()


def need(kind: str) -> None:
    """Skip the test where there cannot be a server of this kind."""
    name, find = _NEEDED[kind]
    if not _IS_LINUX:
        pytest.skip(f"{name} is started on Linux only.")
    if not find():
        pytest.skip(f"{name} is not installed.")


def _desk(config: pytest.Config) -> Desk:
    return config.stash.setdefault(_DESK, Desk())
