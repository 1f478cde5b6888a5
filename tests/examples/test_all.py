"""Every example starts as it says, and is in the documentation."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = [
    pytest.param(path, id=path.stem)
    for path in sorted((ROOT / "examples").glob("*.py"))
    if "def create_app(" in path.read_text("utf-8")
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_flask_starts_it_by_its_name(example: Path, tmp_path: Path) -> None:
    # `routes` makes the app as `run` does, and then ends.
    printed = subprocess.check_output(
        [sys.executable, "-m", "flask", "--app", str(example), "routes"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        text=True,
    )

    assert "dropslot.receive" in printed


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_documentation_names_it(example: Path) -> None:
    assert f"--app examples/{example.name} run" in example.read_text("utf-8")
    assert f"examples/{example.name}" in (ROOT / "docs/embedding.md").read_text("utf-8")
