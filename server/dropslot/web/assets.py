"""The files of the page, read and compressed once at the start."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
# No visit asks for source maps, so they need not be compressed at every start.
_NOT_PACKED = {".map"}
_GZIP_LEVEL = 9


class NotBuilt(Exception):
    """A checkout whose scripts and sheets were not bundled; says what does so."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of the page.

    :param gzipped: the same, compressed; None where it is sent as it is only.
    """

    body: bytes
    gzipped: bytes | None
    content_type: str


class Assets:
    """What the page asks for, by its name, under a version that changes with it: the
    bundle that ``build.js`` makes, and the icon.

    :param folder: ``frontend/``.
    :raises NotBuilt: there is no bundle.
    :ivar version: part of their address, so that browsers may keep them for ever.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: dict[str, Asset] = {}
        digest = hashlib.sha256()
        for path in (*_bundle(folder), folder / "favicon.svg"):
            body = path.read_bytes()
            digest.update(path.name.encode() + b"\0" + body)
            packed = None
            if path.suffix not in _NOT_PACKED:
                # A fixed time, so that the same page is the same bytes.
                packed = gzip.compress(body, _GZIP_LEVEL, mtime=0)
            self._files[path.name] = Asset(body, packed, _TYPES[path.suffix])
        self.version = digest.hexdigest()[:12]

    def get(self, name: str) -> Asset | None:
        """One file of the page, or None."""
        return self._files.get(name)


def frontend_folder() -> Path:
    """``frontend/``: inside the package where it is installed, beside ``server/`` in a
    checkout."""
    package = Path(__file__).parents[1]
    installed = package / "frontend"
    return installed if installed.is_dir() else package.parents[1] / "frontend"


def _bundle(folder: Path) -> list[Path]:
    built = folder / "dist"
    if not (built / "main.js").is_file():
        raise NotBuilt(
            "The page is not built yet: run `make setup`, or `npm ci` and `node"
            f" build.js`, in {folder.parent}."
        )
    return sorted(path for path in built.iterdir() if path.suffix in _TYPES)
