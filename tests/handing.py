"""Dropslot and nginx as docs/scaling/nginx.conf joins them, and who asks them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from command import dropslot
from nginx import nginx_with
from posting import multipart
from program import Program
from services.ports import free_ports
from services.s3 import Bucket
from signing import PASSWORD

CONFIGURATION = Path(__file__).parents[1] / "docs" / "scaling" / "nginx.conf"
_REPLICAS = ("127.0.0.1:5001", "127.0.0.1:5002")
_STORE = "127.0.0.1:8333"
# Of the hop, not of the answer; and whose answer came in which second.
_OF_THE_HOP = {"connection", "date", "server"}
# How long a link is still good for.
_COUNTED_DOWN = re.compile(r"private, max-age=\d+")
Fields = tuple[tuple[str, str], ...]


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
class Answer:
    """What came back, but for what each hop says of itself."""

    status: int
    fields: Fields
    body: bytes

    def __getitem__(self, name: str) -> str:
        """The only field of that name."""
        (value,) = (v for k, v in self.fields if k == name.lower())
        return value


@dataclass(frozen=True)
class Ask:
    """A request of somebody."""

    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"


def ask(port: int, what: Ask, body: bytes = b"") -> Answer:
    """Ask whoever listens on a port."""
    address = HTTPConnection("127.0.0.1", port, timeout=60)
    told = {"Host": "pictures.example.org", **what.fields}
    with closing(address) as connection:
        connection.request(what.method, what.path, body, told)
        answer = connection.getresponse()
        kept = sorted(
            (name.lower(), _COUNTED_DOWN.sub("private, max-age=N", value))
            for name, value in answer.getheaders()
            if name.lower() not in _OF_THE_HOP
        )
        return Answer(answer.status, tuple(kept), answer.read())


@dataclass
class Person:
    """Somebody who is known by their cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, path: str, method: str = "GET", body: bytes = b"", **fields: str
    ) -> Answer:
        """Ask, and keep the cookies of the answer."""
        told = {k.replace("_", "-"): v for k, v in fields.items()}
        answer = ask(self.port, Ask(path, {**self.known, **told}, method), body)
        for name, value in answer.fields:
            if name == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer

    @property
    def known(self) -> dict[str, str]:
        """The field by which they are known."""
        return {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}

    def sign_in(self, name: str) -> None:
        """Sign in to an account."""
        form = urlencode({"username": name, "password": PASSWORD}).encode()
        answer = self.ask(
            "/login", "POST", form, Content_Type="application/x-www-form-urlencoded"
        )
        assert answer.status == 303, answer.body

    def keep(self, title: str, content: bytes) -> str:
        """Send a picture; the path that it is under now."""
        content_type, body = multipart((title, content))
        answer = self.ask("/", "POST", body, Content_Type=content_type)
        assert answer.status == 204, answer.body
        return answer["location"]

    def link(self, path: str) -> str:
        """A link to a picture of theirs."""
        answer = self.ask(f"{path}/link", "POST")
        link: str = json.loads(answer.body)["url"]
        return link


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
