"""The secret that signs the cookies: given, or made on the first start and kept."""

from __future__ import annotations

import fcntl
import os
import secrets
from functools import cache
from hashlib import sha256
from pathlib import Path

from .reading import SettingError
from .table import Settings


def read_secret_key(settings: Settings) -> str:
    """The secret key from the settings, else from its file, which is made when missing.

    :raises SettingError: the file can be neither read nor made.
    """
    if settings.secret_key:
        return settings.secret_key
    path = settings.secret_key_file
    try:
        # Read first: an operator's own file may be mounted read-only.
        made = path.read_text(encoding="ascii").strip() if path.is_file() else ""
        return made or _make(path)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            f"DROPSLOT_SECRET_KEY_FILE is '{path}', but it must be a"
            f" file that can be read and written ({error})."
        ) from error


@cache
def instance_name(secret: str) -> str:
    """Stands for an instance where others are on the same machine, and tells nothing of
    its secret key: eight hexadecimal digits."""
    return sha256(f"instance/{secret}".encode()).hexdigest()[:8]


def _make(path: Path) -> str:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+", encoding="ascii") as file:
        # Two processes that start at once must end with the same key.
        fcntl.flock(file, fcntl.LOCK_EX)
        key = file.read().strip()
        if not key:
            key = secrets.token_hex(32)
            file.write(key + "\n")
            file.flush()
            os.fsync(file.fileno())
        return key
