"""The secret that signs the cookies: given, or made on the first start and kept."""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import stat
from functools import cache
from hashlib import sha256
from pathlib import Path

from .bucket import Bucket
from .reading import SettingError
from .table import Settings
from .values import LEAST_SECRET_CHARACTERS, SECRET_RULE

_log = logging.getLogger(__name__)


def read_secret_key(settings: Settings) -> str:
    """The secret key from the settings, else from its file, which is made when missing.

    Where the upload folder cannot be written to, it is one for this process only:
    cookies and links end with it, and what is there is served all the same.

    :raises SettingError: the file can be neither read nor made.
    """
    if settings.secret_key:
        return settings.secret_key
    path = settings.secret_key_file
    assert path is not None  # noqa: S101 - else the key itself was given
    try:
        # Read first: an operator's own file may be mounted read-only.
        key = _read(path) or _make(path, settings)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            f"DROPSLOT_SECRET_KEY_FILE is '{path}', but it must be a"
            f" file that can be read and written ({error})."
        ) from error
    if len(key) < LEAST_SECRET_CHARACTERS:
        # One that was taken once: another would end every cookie, sign-in and link.
        _log.warning(
            "What DROPSLOT_SECRET_KEY_FILE '%s' holds is easily guessed; it should be"
            " %s.",
            path,
            SECRET_RULE,
        )
    return key


@cache
def instance_name(secret: str) -> str:
    """Stands for an instance where others are on the same machine, and tells nothing of
    its secret key: eight hexadecimal digits."""
    return sha256(f"instance/{secret}".encode()).hexdigest()[:8]


def _read(path: Path) -> str:
    # A pipe has nobody who writes, and would be waited for without an end.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError:
        return ""
    with os.fdopen(descriptor, encoding="ascii") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("not a regular file")
        return file.read().strip()


def _make(path: Path, settings: Settings) -> str:
    if isinstance(settings.upload_path, Bucket):
        # Each replica would make one of its own.
        raise OSError("it is empty")
    try:
        return _made(path)
    except OSError as error:
        if path != settings.hidden_path / "secret":
            raise
        _log.warning(
            "No secret key can be kept in '%s' (%s): cookies and links end with this"
            " process.",
            path,
            error.strerror,
        )
        return secrets.token_hex(32)


def _made(path: Path) -> str:
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
