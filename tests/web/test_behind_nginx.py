"""Behind a real nginx, with the blocks of docs/running.md and with some others.

No browser says where it comes from over plain HTTP but by its ``Origin``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

import pytest
from nginx import find_nginx, nginx
from pictures import jpeg
from posting import multipart
from program import Program

MANUAL = Path(__file__).parents[2] / "docs" / "running.md"
WHOLE, STRIPPED, KEPT = re.findall(
    r"```nginx\n(.*?)```", MANUAL.read_text("utf-8"), re.S
)
PORT_LOST = (
    "location / { proxy_pass http://127.0.0.1:5000; proxy_set_header Host $host; }"
)
OWN_NAME = "location / { proxy_pass http://127.0.0.1:5000; }"

pytestmark = pytest.mark.skipif(
    find_nginx() is None, reason="There is no nginx here: apt-get install nginx-light."
)


class Visitor:
    """A browser that has opened a page behind nginx as ``http://nas:<port>``."""

    def __init__(self, port: int, prefix: str) -> None:
        self._port = port
        self._prefix = prefix
        self._cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask for a path; status, headers and body of the answer."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        name = f"nas:{self._port}"
        cookies = "; ".join(f"{k}={v}" for k, v in self._cookies.items())
        told = {"Host": name, "Cookie": cookies, **headers}
        if method != "GET":
            told["Origin"] = f"http://{name}"
        connection.request(method, path, body, told)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            key, _, value = cookie.partition(";")[0].partition("=")
            # A browser brings a cookie where its path says so.
            assert f"Path={self._prefix or '/'}" in cookie
            self._cookies[key] = value
        read = answer.read()
        connection.close()
        return answer.status, dict(answer.headers), read

    def send(self, photo: bytes) -> tuple[int, dict[str, str], bytes]:
        """Send a picture, as the page does."""
        content_type, body = multipart(("a.jpg", photo))
        headers = {"Content-Type": content_type, "X-Requested-With": "XMLHttpRequest"}
        return self.ask("POST", f"{self._prefix}/", body, **headers)


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(program: Program, tmp_path: Path) -> Iterator[Visit]:
    """Starts the program and an nginx in front, and visits it."""
    with ExitStack() as stack:

        def visit(locations: str, prefix: str = "", **settings: object) -> Visitor:
            program.settings.update(settings)
            program.start()
            here = locations.replace(":5000", f":{program.port}")
            folder = tmp_path / "nginx"
            folder.mkdir()
            return Visitor(stack.enter_context(nginx(folder, here)), prefix)

        yield visit


@pytest.mark.parametrize(
    ("locations", "prefix", "settings"),
    [
        pytest.param(WHOLE, "", {}, id="as the manual says"),
        pytest.param(PORT_LOST, "", {}, id="a name without its port"),
        pytest.param(STRIPPED, "/photos", {}, id="a path that is stripped"),
        pytest.param(
            KEPT, "/photos", {"URL_PREFIX": "/photos"}, id="a path that is kept"
        ),
    ],
)
def test_a_picture_goes_its_whole_way(
    visit: Visit, locations: str, prefix: str, settings: dict[str, object]
) -> None:
    visitor = visit(
        locations, prefix, TRUSTED_PROXIES=1, ACCESS="drop-only", **settings
    )
    photo = jpeg()

    status, _, html = visitor.ask("GET", f"{prefix}/")
    sheets = re.findall(rb'href="([^"]*\.css)"', html)
    sent, headers, said = visitor.send(photo)
    location = headers.get("Location", "")
    listed = json.loads(visitor.ask("GET", f"{prefix}/uploads/")[2])["uploads"]
    link = json.loads(visitor.ask("POST", f"{location}/link")[2])["url"]

    assert status == 200
    assert {visitor.ask("GET", sheet.decode())[0] for sheet in sheets} == {200}
    assert (sent, said) == (204, b"")
    assert location.startswith(f"{prefix}/uploads/")
    assert [one["url"] for one in listed] == [location]
    assert visitor.ask("GET", location)[2] == photo
    assert visitor.ask("GET", link)[2] == photo
    assert visitor.ask("DELETE", location)[0] == 204


def test_the_address_without_a_slash_leads_to_the_one_with_it(visit: Visit) -> None:
    visitor = visit(KEPT, "/photos", TRUSTED_PROXIES=1, URL_PREFIX="/photos")

    status, headers, _ = visitor.ask("GET", "/photos/uploads")

    assert (status, headers["Location"]) == (308, "/photos/uploads/")


def test_a_proxy_that_asks_in_its_own_name_is_explained(
    visit: Visit, program: Program
) -> None:
    visitor = visit(OWN_NAME)

    status, headers, said = visitor.send(jpeg())
    printed = program.stop()

    assert (status, headers["Dropslot-Error"]) == (403, "cross-site")
    assert b"another site" not in said
    assert b"http://nas:" in said
    assert "proxy_set_header Host $http_host" in printed


def test_without_a_word_of_the_proxy_the_refusal_says_what_to_set(
    visit: Visit,
) -> None:
    visitor = visit(WHOLE)

    status, _, said = visitor.ask("GET", "/")

    assert status == 421
    assert b"DROPSLOT_TRUSTED_PROXIES" in said
