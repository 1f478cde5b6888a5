"""A sender of chunks, as Dropzone sends them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from uuid import uuid4

from browsers import become, known_by
from flask.testing import FlaskClient
from posting import SCRIPT, multipart
from program import Program
from werkzeug.test import TestResponse


@dataclass(kw_only=True)
class Chunks:
    """A file in chunks, as the requests that send it.

    :param chunk_bytes: of each chunk but the last.
    """

    body: bytes
    name: str = "photo.jpg"
    chunk_bytes: int = 4000
    uuid: str = field(default_factory=lambda: str(uuid4()))

    @property
    def count(self) -> int:
        """Of all chunks."""
        return -(-len(self.body) // self.chunk_bytes)

    def chunk(self, index: int) -> bytes:
        """The bytes of a chunk."""
        return self.body[index * self.chunk_bytes :][: self.chunk_bytes]

    def form(self, index: int, data: bytes, **fields: object) -> tuple[str, bytes]:
        """The content type and the body of a request with a chunk."""
        told = {
            "dzuuid": self.uuid,
            "dzchunkindex": index,
            "dztotalfilesize": len(self.body),
            "dzchunksize": self.chunk_bytes,
            "dztotalchunkcount": self.count,
            "dzchunkbyteoffset": index * self.chunk_bytes,
            **fields,
        }
        return multipart((self.name, data), fields=told)


@dataclass(kw_only=True)
class Sender(Chunks):
    """Sends them to an app.

    :param path: where its page is.
    """

    client: FlaskClient
    path: str = "/"

    def __post_init__(self) -> None:
        """Have a cookie, as who has loaded the page does."""
        if not known_by(self.client):
            self.client.get(self.path)

    def send(self, index: int, **fields: object) -> TestResponse:
        """Send one chunk; ``fields`` may say something else of it."""
        return self.send_bytes(index, self.chunk(index), **fields)

    def send_bytes(self, index: int, data: bytes, **fields: object) -> TestResponse:
        """Send other bytes as a chunk."""
        content_type, body = self.form(index, data, **fields)
        return self.client.post(
            self.path, data=body, content_type=content_type, headers=SCRIPT
        )

    def send_all(self, indexes: Iterable[int] | None = None) -> TestResponse:
        """Send chunks in an order; return the last answer."""
        answers = [
            self.send(index)
            for index in (range(self.count) if indexes is None else indexes)
        ]
        return answers[-1]

    def send_last(self) -> TestResponse:
        """Send the chunk that comes last in the file."""
        return self.send(self.count - 1)

    def send_whole(self) -> TestResponse:
        """Send it in one, under the same UUID."""
        content_type, body = multipart(
            (self.name, self.body), fields={"dzuuid": self.uuid}
        )
        return self.client.post(
            self.path, data=body, content_type=content_type, headers=SCRIPT
        )

    def twin(self) -> Sender:
        """The same browser and the same file, over a connection of its own."""
        client = self.client.application.test_client()
        become(client, self.client)
        return replace(self, client=client)

    def received(self) -> list[int]:
        """What the server says is there."""
        answer = self.client.get(f"{self.path}partial/{self.uuid}")
        assert answer.status_code == 200
        listed: list[int] = answer.get_json()["received"]
        return listed


@dataclass(kw_only=True)
class RealSender(Chunks):
    """Sends them to the real program, over a connection of their own.

    :param cookie: who it is; given by the program with the first answer.
    """

    program: Program
    cookie: str = ""

    def __post_init__(self) -> None:
        """Have a cookie, as who has loaded the page does."""
        if not self.cookie:
            self._ask("GET", "/")

    def send(self, index: int) -> tuple[int, str]:
        """Send one chunk; return the status and the address, if any."""
        content_type, body = self.form(index, self.chunk(index))
        status, headers, _ = self._ask("POST", "/", body, content_type)
        return status, headers.get("Location", "")

    def received(self) -> list[int]:
        """What the program says is there."""
        _, _, body = self._ask("GET", f"/partial/{self.uuid}")
        listed: list[int] = json.loads(body)["received"]
        return listed

    def _ask(
        self, method: str, path: str, body: bytes = b"", content_type: str = ""
    ) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection("127.0.0.1", self.program.port, timeout=60)
        headers = {"Content-Type": content_type, "Cookie": self.cookie}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        told = dict(answer.getheaders())
        self.cookie = self.cookie or told.get("Set-Cookie", "").partition(";")[0]
        read = answer.read()
        connection.close()
        return answer.status, told, read
