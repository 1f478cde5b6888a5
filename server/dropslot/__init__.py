"""Dropslot: an upload page for pictures, with a Flask endpoint that proves each one."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .extension import Dropslot
    from .model import (
        NotThere,
        OwnerId,
        Refused,
        RemovalReason,
        SharedLink,
        Upload,
        UploadError,
    )
    from .settings import SettingError
    from .signals import (
        upload_checking,
        upload_refused,
        upload_removed,
        upload_stored,
    )
    from .web import sentence

    __version__: str

__all__ = [
    "Dropslot",
    "NotThere",
    "OwnerId",
    "Refused",
    "RemovalReason",
    "SettingError",
    "SharedLink",
    "Upload",
    "UploadError",
    "sentence",
    "upload_checking",
    "upload_refused",
    "upload_removed",
    "upload_stored",
]

_WINGS = {
    "Dropslot": "extension",
    "NotThere": "model",
    "OwnerId": "model",
    "Refused": "model",
    "RemovalReason": "model",
    "SettingError": "settings",
    "SharedLink": "model",
    "Upload": "model",
    "UploadError": "model",
    "sentence": "web",
    "upload_checking": "signals",
    "upload_refused": "signals",
    "upload_removed": "signals",
    "upload_stored": "signals",
}


def __getattr__(name: str) -> object:
    # Loaded when first asked for: the processes that check pictures need neither Flask
    # nor SQLAlchemy, and start five times sooner without them.
    if name == "__version__":
        return import_module("importlib.metadata").version(__name__)
    if name not in _WINGS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if _WINGS[name] == "model":
        # A refusal knows its sentence once these have been read.
        import_module(".locales", __name__)
    return getattr(import_module(f".{_WINGS[name]}", __name__), name)
