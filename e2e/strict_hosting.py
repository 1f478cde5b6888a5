"""A host app whose page has a drop area as a guest, and what the host has heard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from engines.webdriver import wait_for
from playwright.sync_api import Locator, Page, expect
from program import Program

_APP = Path(__file__).parent / "strict_host" / "app.py"


class StrictHost(Program):
    """The host app of ``strict_host/app.py`` on a free port.

    :param policy: what its pages' policy has more, such as ``sandbox``.
    """

    def __init__(self, folder: Path, policy: str = "", **settings: object) -> None:
        super().__init__(folder, CHECK_PROCESSES=1, **settings)
        self._policy = policy

    @property
    def kept(self) -> list[bytes]:
        """The pictures of its first Dropslot."""
        return _pictures_in(self.folder)

    @property
    def scans(self) -> list[bytes]:
        """Those of its second."""
        return _pictures_in(Path(f"{self.folder}-scans"))

    def environment(self) -> dict[str, str]:
        """With the policy of its pages."""
        return {**super().environment(), "HOST_POLICY": self._policy}

    def _command(self, host: str, port: int) -> list[str]:
        return ["flask", "--app", str(_APP), "run", "--host", host, "--port", str(port)]


StartStrictHost = Callable[..., StrictHost]


@pytest.fixture
def start_strict_host(tmp_path: Path) -> Iterator[StartStrictHost]:
    """Starts hosts: ``start_strict_host(policy, CHUNK_BYTES=...)``."""
    started: list[StrictHost] = []

    def start(policy: str = "", **settings: object) -> StrictHost:
        host = StrictHost(tmp_path / "uploads", policy, **settings)
        started.append(host)
        host.start()
        return host

    yield start
    for host in started:
        host.kill()


@pytest.fixture
def strict_host(start_strict_host: StartStrictHost) -> StrictHost:
    """A host with its default policy and settings."""
    return start_strict_host()


def visit(page: Page, url: str) -> None:
    """Open a page of the host's, and wait until every slot in it is ready."""
    page.goto(url)
    for slot in page.locator("drop-slot").all():
        expect(slot.locator(".dropslot.ready")).to_have_count(1)


def slot_in(page: Page, label: str) -> Locator:
    """One of several slots, by its ``aria-label``."""
    return page.locator(f"drop-slot[aria-label='{label}']")


def heard(page: Page) -> dict[str, Any]:
    """What the handlers of the host have heard so far."""
    found: dict[str, Any] = page.evaluate("heard")
    return found


def wait_until(page: Page, condition: str) -> None:
    """Wait until a script is true; Playwright's own way breaks the host's policy."""
    wait_for(lambda: page.evaluate(condition), condition)


def middle(place: Locator) -> tuple[float, float]:
    """Where its middle is in the window."""
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _pictures_in(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.glob("*.*") if path.is_file()]
