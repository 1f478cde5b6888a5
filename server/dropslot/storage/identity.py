"""What a folder is known by, wherever it is moved: an id that lies in it."""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from pathlib import Path

from dropslot.settings import HIDDEN

_FILE = "id"
_WRITTEN_SECONDS = 10.0


def folder_id(root: Path) -> str | None:
    """The id of an upload folder, which is made when it is missing; None where it can
    be neither read nor made."""
    path = root / HIDDEN / _FILE
    # Of two who make one at once, one is first, and both read the same.
    with suppress(OSError), path.open("x", encoding="ascii") as file:
        file.write(secrets.token_hex(16))
    with suppress(OSError, UnicodeDecodeError):
        found = path.stat()
        if not found.st_size and found.st_mtime < time.time() - _WRITTEN_SECONDS:
            # A power cut has left it empty; nobody is just writing it.
            path.write_text(secrets.token_hex(16), "ascii")
        return path.read_text("ascii").strip() or None
    return None
