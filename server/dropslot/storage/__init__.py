"""Bytes: what a store must do, and the folder that does it."""

from __future__ import annotations

from .contract import Staged, Store
from .opening import open_storage

__all__ = [
    "Staged",
    "Store",
    "open_storage",
]
