"""The files of the page, read and compressed once at the start."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

# The templates stand among the files of the page but are never served as they are.
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of the page."""

    body: bytes
    gzipped: bytes
    content_type: str


class Assets:
    """Every file of the page by its path, under a version that changes with them.

    :param folder: ``frontend/``.
    :ivar version: part of their address, so that browsers may keep them for ever.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: dict[str, Asset] = {}
        digest = hashlib.sha256()
        for path in sorted(folder.rglob("*")):
            if path.suffix in _TYPES:
                body = path.read_bytes()
                name = path.relative_to(folder).as_posix()
                digest.update(name.encode() + b"\0" + body)
                # A fixed time, so that the same page is the same bytes.
                packed = gzip.compress(body, mtime=0)
                self._files[name] = Asset(body, packed, _TYPES[path.suffix])
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
