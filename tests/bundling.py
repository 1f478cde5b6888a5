"""The bundle of the page, as new as its sources whenever tests run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "frontend"
BUNDLE = PAGE / "dist" / "drop-slot.js"


def pytest_configure(config: pytest.Config) -> None:
    """Bundle the page anew if something has changed; once, before there are workers."""
    if not hasattr(config, "workerinput") and _is_stale():
        # Node, too, may be a package of this environment.
        places = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        subprocess.run(
            ["node", "build.js"],
            cwd=ROOT,
            env={**os.environ, "PATH": places},
            check=True,
        )


def _is_stale() -> bool:
    if not BUNDLE.is_file():
        return True
    written = [
        path
        for path in PAGE.rglob("*")
        if path.suffix in (".js", ".css") and path.parent != BUNDLE.parent
    ]
    # What an element says that reaches no server comes out of these.
    spoken = (ROOT / "server" / "dropslot" / "locales").glob("*.json")
    sources = [*written, *spoken, ROOT / "build.js", ROOT / "package-lock.json"]
    built_at = BUNDLE.stat().st_mtime
    return any(path.stat().st_mtime > built_at for path in sources)
