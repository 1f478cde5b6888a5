"""Real stores with an empty bucket, and nginx in front: those that the tests start."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.served import ROOT, Served

STORES: Mapping[str, tuple[str, str]] = {
    "SeaweedFS": ("services.seaweedfs", "SeaweedFS"),
    "Ceph": ("services.ceph", "Ceph"),
}


@dataclass(frozen=True, slots=True)
class Bucket:
    """An empty bucket.

    :param port: where its store listens.
    :param environment: what a program reads where it is and who may enter it.
    """

    url: str
    port: int
    environment: Mapping[str, str]

    def settings(self, folder: Path) -> dict[str, str]:
        """What Dropslot is started with; its records go to a new file in a folder."""
        return {
            **self.environment,
            "DROPSLOT_UPLOAD_PATH": self.url,
            "DROPSLOT_STAGING_PATH": str(folder),
            "DROPSLOT_DATABASE_URL": f"sqlite:///{folder}/catalog.db",
            "DROPSLOT_SECRET_KEY": secrets.token_hex(16),
        }


@contextmanager
def bucket_in(store: str) -> Iterator[Bucket]:
    """A bucket in a store of its own.

    :param store: one of ``STORES``.
    :raises RuntimeError: it does not start; ``make test`` installs what it needs.
    """
    module, name = STORES[store]
    server = getattr(_of_tests(module), name)()
    try:
        server.start()
        with _of_tests("services.s3").new_bucket(server.address) as bucket:
            yield Bucket(bucket.url, server.port, bucket.environment)
    finally:
        server.stop()


@contextmanager
def nginx_before(server: Served, bucket: Bucket, folder: Path) -> Iterator[Served]:
    """The same Dropslot, asked through nginx as docs/scaling/nginx.conf has it.

    :param folder: where nginx may write; made anew.
    """
    # Of the second replica nobody notices that it is not there.
    (away,) = _of_tests("services.ports").free_ports(1)
    nginx_as_told = _of_tests("handing").nginx_as_told
    with nginx_as_told(folder, (server.port, away), bucket.port) as port:
        yield Served(server.folder, f"http://127.0.0.1:{port}", server.pid)


def _of_tests(module: str) -> Any:
    tests = str(ROOT / "tests")
    if tests not in sys.path:
        sys.path.append(tests)
    return import_module(module)
