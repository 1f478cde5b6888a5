"""Databases and buckets for tests; imported by the conftests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.ceph import Ceph, find_ceph
from services.desk import Desk, ask
from services.postgres import Postgres, find_postgres, new_database
from services.s3 import Bucket, new_bucket
from services.seaweedfs import SeaweedFS, find_weed

Address = Callable[[str], dict[str, str]]

_DESK = pytest.StashKey[Desk]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where to ask for the servers of all."""
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
    name = told["services"]
    return lambda kind: ask(name, kind)


@pytest.fixture
def postgres_url(shared_address: Address) -> Iterator[str]:
    """The address of a new, empty database in PostgreSQL."""
    _need_postgres()
    with new_database(shared_address(Postgres.kind)["url"]) as url:
        yield url


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL that a test may kill, freeze and restart."""
    _need_postgres()
    server = Postgres()
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def bucket(shared_address: Address) -> Iterator[Bucket]:
    """A new bucket in SeaweedFS."""
    _need_seaweedfs()
    with new_bucket(shared_address(SeaweedFS.kind)) as bucket:
        yield bucket


@pytest.fixture
def ceph_bucket(shared_address: Address) -> Iterator[Bucket]:
    """A new bucket in Ceph."""
    if not find_ceph():
        pytest.skip("Ceph is not installed.")
    with new_bucket(shared_address(Ceph.kind)) as bucket:
        yield bucket


@pytest.fixture
def own_seaweedfs() -> Iterator[SeaweedFS]:
    """A SeaweedFS that a test may kill and freeze."""
    _need_seaweedfs()
    server = SeaweedFS()
    try:
        yield server.start()
    finally:
        server.stop()


def _need_postgres() -> None:
    if not find_postgres():
        pytest.skip("PostgreSQL is not installed.")


def _need_seaweedfs() -> None:
    if not find_weed():
        pytest.skip("SeaweedFS is not installed.")


def _desk(config: pytest.Config) -> Desk:
    return config.stash.setdefault(_DESK, Desk())
