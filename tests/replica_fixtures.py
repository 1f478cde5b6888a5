"""Replicas that run: two that many tests share, and some of a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from gate import Gate, gate_to
from nginx import find_nginx
from replica_set import MakeReplicas, Replica, ReplicaSet, replica_set
from services.fixtures import Address, need
from services.postgres import Postgres, new_database
from services.s3 import Bucket, new_bucket
from services.seaweedfs import SeaweedFS


@pytest.fixture(scope="session")
def pair(
    shared_address: Address, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ReplicaSet]:
    """Two that run, for tests that neither stop them nor look at all pictures; visitors
    see what they sent."""
    need(Postgres.kind)
    need(SeaweedFS.kind)
    with ExitStack() as stack:
        bucket = stack.enter_context(new_bucket(shared_address(SeaweedFS.kind)))
        url = new_database(shared_address(Postgres.kind)["url"])
        folder = tmp_path_factory.mktemp("pair")
        yield stack.enter_context(
            replica_set(folder, bucket, stack.enter_context(url), ACCESS="drop-only")
        )


@pytest.fixture(scope="session")
def ports(pair: ReplicaSet) -> tuple[int, int]:
    """Where those two listen."""
    here, there = (replica.port for replica in pair.all)
    return here, there


@pytest.fixture
def gate(pair: ReplicaSet) -> Iterator[Gate]:
    """A gate in front of the store of those two."""
    with gate_to(pair.bucket.environment["AWS_ENDPOINT_URL"]) as gate:
        yield gate


@pytest.fixture
def third(pair: ReplicaSet, gate: Gate) -> Iterator[Replica]:
    """A third one, which asks for bytes at the gate, and may be killed."""
    third = pair.one_more(gate.endpoint)
    yield third.start()
    gate.open()
    pair.leave(third)


@pytest.fixture
def replicas(
    bucket: Bucket, postgres_url: str, tmp_path: Path
) -> Iterator[MakeReplicas]:
    """Starts some of a test's own: ``replicas(3, MAX_TOTAL="1 MB")``."""
    with ExitStack() as stack:

        def start(count: int = 2, **settings: object) -> ReplicaSet:
            made = replica_set(tmp_path, bucket, postgres_url, count, **settings)
            return stack.enter_context(made)

        yield start


@pytest.fixture
def needs_nginx() -> None:
    """Skip where there is no nginx."""
    if find_nginx() is None:
        pytest.skip("nginx is not installed.")
