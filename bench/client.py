"""A client that uploads and asks; lean, because it shares the server's machine."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import count, islice

from bench.pictures import Picture
from bench.served import Served

BOUNDARY = "8d5f0c1e7a3b4f6290d1c8e7b6a5f4e3"
_TIMEOUT_SECONDS = 120


class Client:
    """One client with one connection, which it keeps open as browsers do."""

    def __init__(self, served: Served) -> None:
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", served.port, timeout=_TIMEOUT_SECONDS
        )

    def upload(self, content: bytes, filename: str) -> None:
        """Upload one picture.

        :raises RuntimeError: it is refused.
        """
        self._ask(
            "POST",
            "/",
            multipart(content, filename),
            {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"},
        )

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> bytes:
        """The body of an answer, as it came over the wire."""
        return self._ask("GET", path, None, headers or {})

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> bytes:
        self._connection.request(method, path, body, dict(headers))
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 204):
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:200]!r}")
        return text


def multipart(content: bytes, filename: str) -> bytes:
    """The body of a form with one file (RFC 7578)."""
    head = (
        f"--{BOUNDARY}\r\n"
        f'Content-Disposition: form-data; name="file"; filename="{filename}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


class Uploaders:
    """Several clients that upload one picture at the same time, under new names."""

    def __init__(self, served: Served, picture: Picture, concurrency: int) -> None:
        self._served = served
        self._content = picture.path.read_bytes()
        self._suffix = picture.path.suffix
        self._concurrency = concurrency
        self._numbers = count()
        self._failures: list[Exception] = []

    def upload(self, uploads: int) -> float:
        """Upload so many times between them; return the seconds that all took.

        :raises RuntimeError: an upload was refused.
        """
        numbers = islice(self._numbers, uploads)
        threads = [
            threading.Thread(target=self._run, args=[numbers])
            for _ in range(min(self._concurrency, uploads))
        ]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._failures:
            raise RuntimeError("An upload failed.") from self._failures[0]
        return time.perf_counter() - began

    def _run(self, numbers: Iterator[int]) -> None:
        with closing(Client(self._served)) as client:
            try:
                for number in numbers:
                    client.upload(self._content, f"{number}{self._suffix}")
            except (OSError, http.client.HTTPException, RuntimeError) as error:
                self._failures.append(error)
