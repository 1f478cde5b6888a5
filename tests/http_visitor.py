"""A browser that may ask any replica, and does not give up sooner than the page."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any

from posting import SCRIPT, multipart
from sending import Chunks

_PATIENCE_SECONDS = 60
# What a request got that was not answered.
NOTHING = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request got.

    :ivar status: 0 where there was no answer.
    :ivar headers: by their names in capitals: ``Retry-After``, ``Etag``.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def location(self) -> str:
        """Where what was sent is now, or ""."""
        return self.headers.get("Location", "")

    @property
    def text(self) -> str:
        """What it says."""
        return self.body.decode()

    def json(self) -> Any:
        """What it says, read."""
        return json.loads(self.body)


class Visitor:
    """A browser with cookies, and a connection for each request."""

    def __init__(self, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        self.cookies: dict[str, str] = {}
        self._patience_seconds = patience_seconds

    def ask(
        self,
        port: int,
        method: str,
        path: str,
        body: bytes = b"",
        content_type: str = "",
        **headers: str,
    ) -> Answer:
        """Ask whoever listens there, as the page's script does."""
        given = {**SCRIPT, **headers}
        given["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if content_type:
            given["Content-Type"] = content_type
        connection = HTTPConnection("127.0.0.1", port, timeout=self._patience_seconds)
        with closing(connection):
            try:
                connection.request(method, path, body, given)
                answer = connection.getresponse()
                read = answer.read()
            except (OSError, HTTPException):
                return Answer(NOTHING)
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        # Some servers write their names in lower case.
        told = {name.title(): value for name, value in answer.headers.items()}
        return Answer(answer.status, told, read)

    def get(self, port: int, path: str) -> Answer:
        """Fetch something."""
        return self.ask(port, "GET", path)

    def post(self, port: int, name: str, content: bytes, uuid: str = "") -> Answer:
        """Send a whole file."""
        fields: dict[str, object] = {"dzuuid": uuid} if uuid else {}
        content_type, body = multipart((name, content), fields=fields)
        return self.ask(port, "POST", "/", body, content_type)

    def send(self, port: int, chunks: Chunks, index: int) -> Answer:
        """Send one chunk of a file."""
        content_type, body = chunks.form(index, chunks.chunk(index))
        return self.ask(port, "POST", "/", body, content_type)

    def sign_in(self, port: int, name: str, password: str) -> Answer:
        """Sign in."""
        body = f"username={name}&password={password.replace(' ', '+')}".encode()
        form = "application/x-www-form-urlencoded"
        return self.ask(port, "POST", "/login", body, form)


def insisted(ask: Callable[[], Answer], seconds: float = 60) -> Answer:
    """Ask again for as long as the page would (``frontend/upload/retry.js``).

    :param seconds: how long at most; what came last is returned then.
    """
    give_up, tries = time.monotonic() + seconds, 0
    while True:
        answer, tries = ask(), tries + 1
        wait_seconds = _wait_seconds(answer, tries)
        if not _is_trouble(answer) or time.monotonic() + wait_seconds > give_up:
            return answer
        time.sleep(wait_seconds)


def _is_trouble(answer: Answer) -> bool:
    code = answer.headers.get("Dropslot-Error")
    if answer.status == 507 or code == "too-many-partials":
        return False
    return answer.status >= 500 or answer.status in (NOTHING, 408, 425, 429)


def _wait_seconds(answer: Answer, tries: int) -> float:
    luck = random.random()
    if asked := answer.headers.get("Retry-After"):
        return max(float(asked), 0.5) * (1 + luck / 4)
    doubled: float = 0.5 * 2 ** (tries - 1)
    return min(doubled, 30) * (0.75 + luck / 2)
