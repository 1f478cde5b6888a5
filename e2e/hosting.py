"""An app of somebody else's that runs, and what its pages hear of their drop area."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from engines.webdriver import wait_for
from playwright.sync_api import Page
from posting import multipart
from program import Program, StartProgram

APP = Path(__file__).with_name("form_host.py")

_LISTEN = """
window.heard = [];
for (const type of ["added", "progress", "stored", "refused", "removed", "done"]) {
  document.addEventListener(`dropslot:${type}`, ({ detail, target }) => {
    const isFile = !detail.file || detail.file instanceof File;
    heard.push([type, { ...detail, file: isFile, from: target.localName }]);
  });
}
"""


class Host(Program):
    """``form_host.py`` on a free port."""

    def _command(self, host: str, port: int) -> list[str]:
        return ["flask", "--app", str(APP), "run", "--host", host, "--port", str(port)]


@pytest.fixture
def start_host(tmp_path: Path) -> Iterator[StartProgram]:
    """Starts the app: ``start_host(CHUNK_BYTES=...)``."""
    started: list[Program] = []

    def start(**settings: object) -> Program:
        host = Host(tmp_path / "uploads", CHECK_PROCESSES=1, **settings)
        started.append(host)
        return host.start()

    yield start
    for host in started:
        host.kill()


@pytest.fixture
def host(start_host: StartProgram) -> Program:
    """The app with the default settings."""
    return start_host()


def listen(page: Page) -> None:
    """Have the document write down what it hears, from the next page on."""
    page.add_init_script(_LISTEN)


def heard(page: Page, *types: str) -> list[tuple[str, dict[str, Any]]]:
    """What the document has heard so far, of some kinds or of all but progress."""
    all_of_it = page.evaluate("window.heard")
    return [
        (type, detail)
        for type, detail in all_of_it
        if (type in types if types else type != "progress")
    ]


def wait_until_done(page: Page, times: int = 1) -> None:
    """Wait until nothing is open any more, for the how manieth time."""
    wait_for(lambda: len(heard(page, "done")) >= times, "everything to be done")


def value(page: Page) -> Any:
    """The names that the drop area holds."""
    return page.evaluate("document.querySelector('drop-slot').value")


def got(page: Page) -> dict[str, list[str]]:
    """What the app got with a form, as the page says that came then."""
    page.wait_for_selector("text=Saved")
    told: dict[str, list[str]] = json.loads(page.locator("pre").inner_text())
    return told


def send_to(host: Program, name: str, body: bytes) -> str:
    """Have the app keep a picture, such as ``name.jpg``; return its name there."""
    content_type, form = multipart((f"{name}.jpg", body))
    headers = {"Content-Type": content_type, "Accept": "text/plain"}
    request = Request(f"{host.url}/photos/", form, headers)
    with urlopen(request) as answer:
        location: str = answer.headers["Location"]
    return location.rpartition("/")[2]
