"""waitress, and what we change in it."""

from __future__ import annotations

from .server import Server

__all__ = [
    "Server",
]
