"""waitress, and what we change in it."""

from __future__ import annotations

from .bodies import Bodies
from .server import Server
from .spools import Spools

__all__ = [
    "Bodies",
    "Server",
    "Spools",
]
