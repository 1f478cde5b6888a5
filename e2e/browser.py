"""The Chromium that drives the browser tests: found, else installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# Chromium without its windows: each test opens one, and with it takes twice the work.
_SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_APT_INSTALL = ("apt-get", "install", "--yes", "--no-install-recommends")
_INSTALLS_OF_SHELL = (
    ("apt-get", "update"),
    (*_APT_INSTALL, "chromium-headless-shell"),
)
_INSTALLS = (
    ("playwright", "install", "--with-deps", "--only-shell", "chromium"),
    (*_APT_INSTALL, "chromium"),
)
_INSTALL_SECONDS = 600


def find_browser(own: str) -> str | None:
    """A headless shell where there is one, else any Chromium, else None.

    :param own: where Playwright would have its own Chromium; its shell is beside it.
    """
    here = [own] if Path(own).is_file() else []
    found = [_find_shell(own), *here, *map(shutil.which, _NAMES)]
    return next(filter(None, found), None)


def _find_shell(own: str) -> str | None:
    folder = Path(own).parents[1]
    name = folder.name.replace("chromium", "chromium_headless_shell")
    playwrights = map(str, folder.with_name(name).glob("*/*headless?shell"))
    return next(filter(None, [*playwrights, *map(shutil.which, _SHELLS)]), None)


def _install(own: str) -> None:
    # Which of them works depends on the machine; what counts is the browser.
    for command in _INSTALLS_OF_SHELL:
        if not _find_shell(own):
            _run(command)
    for command in _INSTALLS:
        if not find_browser(own):
            _run(command)


def _run(command: tuple[str, ...]) -> None:
    if program := shutil.which(command[0]):
        subprocess.run([program, *command[1:]], check=False, timeout=_INSTALL_SECONDS)


if __name__ == "__main__":
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    _install(own)
    if not find_browser(own):
        sys.exit("The browser tests need Chromium: install it, and run this again.")
