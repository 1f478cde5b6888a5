"""Whoever asks a Dropslot over the network, and what comes back, field by field."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode

from posting import multipart
from signing import PASSWORD

# Of the hop, not of the answer; and whose answer came in which second.
_OF_THE_HOP = {"connection", "date", "server"}
# How long a link is still good for.
_COUNTED_DOWN = re.compile(r"private, max-age=\d+")
Fields = tuple[tuple[str, str], ...]


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


def thumbnail_of(path: str) -> str:
    """The path of the thumbnail of a picture."""
    return path.replace("/uploads/", "/thumbnails/")
