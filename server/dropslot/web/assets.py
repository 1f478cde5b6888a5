"""The files of the page, read and compressed once, when the first is asked for."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from dropslot.settings import Logo, Settings

from .accent import accent_of, sheet_of

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
# No visit asks for source maps, so they need not be compressed.
_NOT_PACKED = {".map", ".png"}
_GZIP_LEVEL = 9
# The sheets that give the colours their values.
_WITH_TOKENS = {"main.css", "drop-slot.css"}


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


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture among the files of the page.

    :param width_px: only its proportion to the height means something for an SVG.
    """

    name: str
    mime_type: str
    width_px: float
    height_px: float


FAVICON = Picture("favicon.svg", "image/svg+xml", 32, 32)


class Assets:
    """What the page asks for, by its name, under a version that changes with it: the
    bundle that ``build.js`` makes, the icons, and what its operator brought along.

    :param folder: ``frontend/``.
    :raises NotBuilt: there is no bundle.
    :ivar logo: the operator's, or None.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        _bundle(folder)
        self.folder = folder
        self.logo = _picture(settings.logo) if settings.logo else None
        self._settings = settings

    @cached_property
    def version(self) -> str:
        """Part of their address, so that browsers may keep them for ever."""
        digest = hashlib.sha256()
        for name, asset in self._files.items():
            digest.update(name.encode() + b"\0" + asset.body)
        return digest.hexdigest()[:12]

    @property
    def icon(self) -> Picture:
        """What stands for the page in a tab: the logo where there is room for it."""
        logo = self.logo
        return logo if logo and _is_square(logo) else FAVICON

    def get(self, name: str) -> Asset | None:
        """One file of the page, or None."""
        return self._files.get(name)

    @cached_property
    def _files(self) -> dict[str, Asset]:
        return {
            name: Asset(body, _packed(name, body), content_type)
            for name, content_type, body in _all_files(self.folder, self._settings)
        }


def frontend_folder() -> Path:
    """``frontend/``: inside the package where it is installed, beside ``server/`` in a
    checkout."""
    package = Path(__file__).parents[1]
    installed = package / "frontend"
    return installed if installed.is_dir() else package.parents[1] / "frontend"


def _packed(name: str, body: bytes) -> bytes | None:
    return None if Path(name).suffix in _NOT_PACKED else _gzipped(body)


@lru_cache(maxsize=32)
def _gzipped(body: bytes) -> bytes:
    # The same in every app of a process, and a test run may make hundreds. A fixed
    # time, so that the same page is the same bytes.
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


def _all_files(folder: Path, settings: Settings) -> Iterator[tuple[str, str, bytes]]:
    icons = sorted((folder / "icons").iterdir())
    for path in (*_bundle(folder), folder / FAVICON.name, *icons):
        body = path.read_bytes()
        if path.name in _WITH_TOKENS and settings.accent:
            # Behind our own colours: one request less than a sheet of its own.
            body += sheet_of(accent_of(settings.accent)).encode()
        yield path.name, _TYPES[path.suffix], body
    if settings.logo:
        logo = _picture(settings.logo)
        yield logo.name, logo.mime_type, settings.logo.body


def _picture(logo: Logo) -> Picture:
    ending = logo.mime_type.partition("/")[2].partition("+")[0]
    return Picture(f"logo.{ending}", logo.mime_type, logo.width_px, logo.height_px)


def _is_square(picture: Picture) -> bool:
    # Narrower, or lower, than that it is no icon.
    low, high = sorted((picture.width_px, picture.height_px))
    return high <= 1.1 * low


def _bundle(folder: Path) -> list[Path]:
    built = folder / "dist"
    if not (built / "drop-slot.js").is_file():
        raise NotBuilt(
            "The page is not built yet: run `make setup`, or `npm ci` and `node"
            f" build.js`, in {folder.parent}."
        )
    return sorted(path for path in built.iterdir() if path.suffix in _TYPES)
