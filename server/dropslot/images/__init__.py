"""Is it a picture? Scan, decode, thumbnail, in processes of their own."""

from __future__ import annotations

from .check import Picture
from .checker_pool import CheckerPool
from .door import Sender
from .limits import Limits
from .sharing import open_checkers, share_checkers

__all__ = [
    "CheckerPool",
    "Limits",
    "Picture",
    "Sender",
    "open_checkers",
    "share_checkers",
]
