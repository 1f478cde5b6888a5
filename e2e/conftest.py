"""The real program, and a real browser that complains of everything unexpected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import find_browser
from bundling import pytest_configure  # noqa: F401
from eight_chunks import PHOTO
from hosting import host, start_host  # noqa: F401
from pictures import jpeg
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
)
from posting import send
from program import Program, StartProgram
from strict_hosting import start_strict_host, strict_host  # noqa: F401

# The browser itself reports every 4xx, 5xx and broken connection on the console; the
# tests look at what the page makes of them.
_BY_THE_BROWSER = "Failed to load resource"
# A machine that is busy with four browsers is no fault of the page.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], playwright: Playwright
) -> dict[str, Any]:
    """Whichever Chromium there is; as root it runs only without its sandbox."""
    quiet = ["--disable-background-networking", "--disable-component-update"]
    # Without a graphics card, to imitate one takes more than to do without.
    plain = ["--disable-gpu", "--disable-quic", "--no-first-run"]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": find_browser(playwright.chromium.executable_path),
        "args": [*quiet, *plain, *sandbox],
    }


@pytest.fixture
def start_program(tmp_path: Path) -> Iterator[StartProgram]:
    """Starts the real program: ``start_program(MAX_CONTENT_LENGTH=...)``."""
    started: list[Program] = []

    def start(**settings: object) -> Program:
        program = Program(tmp_path / "uploads", CHECK_PROCESSES=1, **settings)
        started.append(program)
        return program.start()

    yield start
    for program in started:
        program.kill()


@pytest.fixture
def program(start_program: StartProgram) -> Program:
    """The real program with its default settings."""
    return start_program()


@pytest.fixture
def full(start_program: StartProgram) -> Program:
    """A program with more pictures than a page of the gallery holds."""
    program = start_program(PAGE_SIZE=6)
    for n in range(20):
        width, height = (400, 300) if n % 3 else (200, 400)
        send(program, (f"{n}.jpg", jpeg(width, height, seed=n)))
    return program


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A file of the visitor's own, which takes eight chunks."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(PHOTO)
    return path


@pytest.fixture
def complaints() -> list[str]:
    """What the page may complain of in this test; it must then do so."""
    return []


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """A page that fails its test on any error on the console or in a script."""
    page = context.new_page()
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and _BY_THE_BROWSER not in message.text:
            heard.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: heard.append(str(error)))
    # A policy that is broken is reported on the console as well.
    yield page
    assert heard == complaints
