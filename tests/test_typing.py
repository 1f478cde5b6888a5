"""A host that checks its types gets ours with the package."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HOST = Path(__file__).with_name("typed_host.py")


def test_a_host_that_uses_everything_passes_the_strictest_check(tmp_path: Path) -> None:
    """Without our settings of mypy, and with Dropslot as an installed package. What has
    to be an error is marked there as ignored, and mypy tells of what is no error."""
    shutil.copy(HOST, tmp_path / "host.py")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--no-color-output"]

    checked = subprocess.run(
        [*mypy, "--config-file=", "--cache-dir", str(tmp_path / "cache"), "host.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert checked.stdout == "Success: no issues found in 1 source file\n"
