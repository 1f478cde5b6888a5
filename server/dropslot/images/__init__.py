"""Is it a picture? Scan, decode, thumbnail, in processes of their own."""

from __future__ import annotations

from .check import Limits, Picture
from .checker_pool import CheckerPool
from .door import Sender

__all__ = [
    "CheckerPool",
    "Limits",
    "Picture",
    "Sender",
]
