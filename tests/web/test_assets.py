"""The files of the page: how many there are, and what is said where none were built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_checkout_that_was_not_built_says_what_builds_it(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    for name in ("server", "frontend"):
        leave = shutil.ignore_patterns("dist", "__pycache__")
        shutil.copytree(ROOT / name, checkout / name, ignore=leave)

    ended = subprocess.run(
        [sys.executable, "-m", "dropslot", "--port", "0"],
        env={**os.environ, "PYTHONPATH": str(checkout / "server")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 2
    assert ended.stderr == (
        "dropslot: The page is not built yet: run `make setup`, or `npm ci` and `node"
        f" build.js`, in {checkout}.\n"
    )


def test_a_page_is_one_script_and_one_sheet_and_the_rest_comes_later() -> None:
    """What is split off a script costs its visitors one more turn to the server."""
    built = (ROOT / "frontend" / "dist").iterdir()

    scripts = {path.name for path in built if path.suffix in (".js", ".css")}

    assert scripts == {
        *("drop-slot.js", "main.css"),
        *("dropzone.js", "viewer.js", "viewer.css"),
        # Of other pages.
        *("drop-slot.css", "sign-in.css", "small.css"),
    }
