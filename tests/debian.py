"""Programs that some tests ask for: where Debian keeps them, and how they get there."""

from __future__ import annotations

import shutil
import subprocess

# Debian keeps its daemons where not every user's PATH leads.
_PATH = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"
_INSTALL_SECONDS = 600


def find(program: str) -> str | None:
    """The path of a program where it is installed, else None."""
    return shutil.which(program) or shutil.which(program, path=_PATH)


def install(program: str, *packages: str) -> None:
    """Install a program where it is missing and that can be done; where it cannot, the
    tests that need it say so and are skipped."""
    apt = shutil.which("apt-get")
    if apt is None or find(program):
        return
    for words in (
        ("update",),
        ("install", "--yes", "--no-install-recommends", *packages),
    ):
        subprocess.run([apt, *words], check=False, timeout=_INSTALL_SECONDS)
