"""The steps, one file each, and which is the last."""

from __future__ import annotations

VERSION_TABLE = "dropslot_schema"
"""Where a database says what it has."""
NEWEST = "0003"
"""What this program needs it to have."""
