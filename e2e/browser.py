"""The Chromium that drives the browser tests: found, else installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_INSTALLS = (
    ("playwright", "install", "--with-deps", "chromium"),
    ("apt-get", "update"),
    ("apt-get", "install", "--yes", "--no-install-recommends", "chromium"),
)
_INSTALL_SECONDS = 600


def find_browser(own: str) -> str | None:
    """Playwright's own Chromium where it is installed, else one on the PATH, else None.

    :param own: where Playwright would have its own.
    """
    if Path(own).is_file():
        return own
    return next(filter(None, map(shutil.which, _NAMES)), None)


def _install(own: str) -> None:
    for command in _INSTALLS:
        # Which of them works depends on the machine; what counts is the browser.
        program = shutil.which(command[0])
        if program and not find_browser(own):
            subprocess.run(
                [program, *command[1:]], check=False, timeout=_INSTALL_SECONDS
            )


if __name__ == "__main__":
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    _install(own)
    if not find_browser(own):
        sys.exit("The browser tests need Chromium: install it, and run this again.")
