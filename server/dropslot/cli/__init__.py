"""The command line: `dropslot ...`, and `flask dropslot ...` in a host app."""

from __future__ import annotations

from .main import dropslot

__all__ = ["dropslot"]
