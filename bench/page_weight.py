"""The weight of the page: what a browser's first visit brings over the wire."""

from __future__ import annotations

import gzip
import http.client
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from bench import served
from bench.report import Goal, Result, Table

_KB = 1000
# What scripts and style sheets bring in on their own. What a script asks for with
# `import()` comes when it is wanted: Dropzone, when somebody brings files.
_IMPORT = re.compile(r"""(?:\bimport\b|\bfrom\b)\s*["'](\.[^"']+)["']""")
_CSS_URL = re.compile(
    r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']"""
)


@dataclass(frozen=True, slots=True)
class _File:
    """One answer.

    :param wire_bytes: the length of its body as it was sent.
    """

    path: str
    kind: str
    wire_bytes: int
    text: str

    @property
    def compressed(self) -> bool:
        """Whether the server sent it gzipped."""
        return self.wire_bytes != len(self.text.encode())


def measure(folder: Path) -> Result:
    """Weigh the page, its gallery empty, and everything that it brings in."""
    with served.dropslot(folder / "page") as server:
        files = list(_visit(server))
    total = sum(file.wire_bytes for file in files)
    goals = [
        Goal("page, first visit, gzipped", 45, total / _KB, "KB"),
        Goal("page, first visit", 5, len(files), "requests"),
    ]
    return Result(goals, figures=[_table(files)])


def _visit(server: served.Served) -> Iterator[_File]:
    waiting, seen = ["/"], {"/"}
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        while waiting:
            file = _get(connection, waiting.pop(0))
            yield file
            for path in _brought_in(file):
                if path not in seen:
                    seen.add(path)
                    waiting.append(path)


def _get(connection: http.client.HTTPConnection, path: str) -> _File:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"GET {path}: {answer.status}")
    wire_bytes = len(body)
    if answer.headers["Content-Encoding"] == "gzip":
        body = gzip.decompress(body)
    kind = _kind(path, answer.headers.get_content_type())
    return _File(path, kind, wire_bytes, body.decode())


def _kind(path: str, content_type: str) -> str:
    kinds = {
        "text/html": "HTML",
        "text/css": "CSS",
        "text/javascript": "JavaScript",
    }
    return kinds.get(content_type, "icons")


def _brought_in(file: _File) -> Iterator[str]:
    if file.kind == "HTML":
        references = _References()
        references.feed(file.text)
        found = references.found
    elif file.kind == "CSS":
        found = [one or two for one, two in _CSS_URL.findall(file.text)]
    else:
        found = _IMPORT.findall(file.text)
    for reference in found:
        if not reference.startswith(("data:", "#")):
            yield urljoin(file.path, reference)


class _References(HTMLParser):
    """What a page has a browser load at once."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what this element brings in."""
        given = dict(attrs)
        # Browsers ask for it when the page is to be kept on a home screen.
        if given.get("rel") == "manifest":
            return
        name = {"link": "href", "script": "src", "img": "src"}.get(tag, "")
        if address := given.get(name):
            self.found.append(address)


def _table(files: list[_File]) -> Table:
    rows = []
    for kind in dict.fromkeys(file.kind for file in files):
        some = [file for file in files if file.kind == kind]
        rows.append((kind, *_weighed(some)))
    rows.append(("all", *_weighed(files)))
    columns = ("files", "bytes over the wire", "bytes unpacked", "sent gzipped")
    return Table("Page, first visit, gallery empty", ("", *columns), rows)


def _weighed(files: list[_File]) -> tuple[str, ...]:
    gzipped = sum(file.compressed for file in files)
    return (
        str(len(files)),
        f"{sum(file.wire_bytes for file in files):,}",
        f"{sum(len(file.text.encode()) for file in files):,}",
        "all" if gzipped == len(files) else str(gzipped),
    )
