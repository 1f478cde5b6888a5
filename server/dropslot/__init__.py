"""Dropslot: an upload page for pictures, with a Flask endpoint that proves each one."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .errors import Refused, UploadError
    from .extension import Dropslot
    from .settings import SettingError
    from .signals import upload_checking, upload_removed, upload_stored
    from .slot import sentence
    from .upload import Upload

    __version__: str

__all__ = [
    "Dropslot",
    "Refused",
    "SettingError",
    "Upload",
    "UploadError",
    "sentence",
    "upload_checking",
    "upload_removed",
    "upload_stored",
]

_ROOMS = {
    "Dropslot": "extension",
    "Refused": "errors",
    "SettingError": "settings",
    "Upload": "upload",
    "UploadError": "errors",
    "sentence": "slot",
    "upload_checking": "signals",
    "upload_removed": "signals",
    "upload_stored": "signals",
}


def __getattr__(name: str) -> object:
    # Loaded when first asked for: the processes that check pictures need neither Flask
    # nor SQLAlchemy, and start five times sooner without them.
    if name == "__version__":
        return import_module("importlib.metadata").version(__name__)
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_ROOMS[name]}", __name__), name)
