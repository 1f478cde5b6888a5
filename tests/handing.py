"""Dropslot and nginx as docs/scaling/nginx.conf joins them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from buckets import set_only
from command import dropslot
from nginx import nginx_with
from program import Program
from services.ports import free_ports
from services.s3 import Bucket
from signing import PASSWORD

CONFIGURATION = Path(__file__).parents[1] / "docs" / "scaling" / "nginx.conf"
_REPLICAS = ("127.0.0.1:5001", "127.0.0.1:5002")
_STORE = "127.0.0.1:8333"


@contextmanager
def nginx_as_told(folder: Path, ports: Sequence[int], store: int) -> Iterator[int]:
    """nginx with the manual's file, in front of two replicas and of a store on these
    ports; the port that it listens on."""
    (port,) = free_ports(1)
    given = {
        "listen 80;": f"listen 127.0.0.1:{port};",
        **{a: f"127.0.0.1:{b}" for a, b in zip(_REPLICAS, ports, strict=True)},
        _STORE: f"127.0.0.1:{store}",
    }
    blocks = CONFIGURATION.read_text("utf-8")
    for written, is_ in given.items():
        assert blocks.count(f" {written}") == 1, written
        blocks = blocks.replace(written, is_)
    folder.mkdir()
    with nginx_with(folder, blocks, port):
        yield port


@dataclass(frozen=True)
class Site:
    """A Dropslot and an nginx in front of it."""

    bucket: Bucket
    program: Program
    port: int

    def object_of(self, path: str) -> str:
        """The key of the object with the bytes of a picture."""
        name = path.rpartition("/")[2]
        (key,) = (
            one
            for one in self.bucket.listed()
            if one.endswith(name) and ".dropslot" not in one
        )
        return key

    def thumbnails(self) -> list[str]:
        """The keys of all thumbnails."""
        return [one for one in self.bucket.listed() if "/thumbnails/" in one]

    def lose(self, key: str) -> None:
        """Remove an object by hand."""
        self.bucket.client.delete_object(Bucket=self.bucket.name, Key=key)


OpenSite = Callable[..., Site]


@pytest.fixture
def open_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenSite]:
    """Starts the program and nginx: ``open_site(bucket, ACCESS="private")``."""
    with ExitStack() as stack:

        def open_(bucket: Bucket, **settings: object) -> Site:
            set_only(bucket.environment, monkeypatch)
            folder = tmp_path / "replica"
            folder.mkdir()
            program = program_for(bucket, folder, **settings).start()
            stack.callback(program.kill)
            ports = [program.port, *free_ports(1)]
            front = nginx_as_told(tmp_path / "nginx", ports, store_port(bucket))
            return Site(bucket, program, stack.enter_context(front))

        yield open_


def program_for(bucket: Bucket, folder: Path, **settings: object) -> Program:
    """A replica, not started yet, that hands over; in a folder of its own."""
    given = {
        "UPLOAD_PATH": f"{bucket.url}/some/prefix",
        "STAGING_PATH": folder / "staging",
        "DATABASE_URL": f"sqlite:///{folder}/catalog.db",
        "SECRET_KEY": "0123456789abcdef0123",
        "TRUSTED_PROXIES": 1,
        "ACCEL_REDIRECT": "/_s3",
        "CHECK_PROCESSES": 1,
        "LOG": "json",
    }
    return Program(folder, **{**given, **settings})


def add_account(program: Program, name: str) -> None:
    """Give somebody an account there."""
    environment = program.environment()
    done = dropslot(
        program.folder, "user", "add", name, typed=f"{PASSWORD}\n", **environment
    )
    assert done.returncode == 0, done.stderr


def store_port(bucket: Bucket) -> int:
    """Where the store of a bucket listens."""
    return int(urlsplit(bucket.environment["AWS_ENDPOINT_URL"]).port or 0)
