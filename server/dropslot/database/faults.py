"""What a database says when it cannot, told in our own errors."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from dropslot.model import StorageFailed, StorageFull

# sqlite.org/rescode.html; an extended code holds its primary one in the lowest byte.
_FULL = sqlite3.SQLITE_FULL
_IO = sqlite3.SQLITE_IOERR
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# PostgreSQL docs, Appendix A: disk_full; data_corrupted and index_corrupted.
_FULL_STATE = "53100"
_DAMAGED_STATES = {"XX001", "XX002"}
# Less than SQLite's log and its index need to begin with.
_NO_ROOM_BYTES = 64 * 1024


def told(error: SQLAlchemyError, file: Path | None) -> StorageFull | StorageFailed:
    """A failure in our own errors.

    :param file: of the database, or None: it is no file of this machine.
    """
    code, state = _codes(error)
    # On a full disk SQLite cannot lengthen the files beside its own, and calls that an
    # I/O error, as it does when the disk fails.
    if code == _FULL or state == _FULL_STATE or (code == _IO and has_no_room(file)):
        return StorageFull()
    return StorageFailed()


def has_no_room(file: Path | None) -> bool:
    """Whether the disk of a database's file has less room than its log needs."""
    try:
        return file is not None and (
            shutil.disk_usage(file.parent).free < _NO_ROOM_BYTES
        )
    except OSError:
        return False


def is_damage(error: SQLAlchemyError) -> bool:
    """Whether the database itself is broken, so that nothing will mend it but a copy
    from before."""
    code, state = _codes(error)
    return code in _DAMAGED or state in _DAMAGED_STATES


def reason_of(error: BaseException) -> str:
    """What it says, in one line."""
    lines = str(getattr(error, "orig", None) or error).splitlines()
    return lines[0] if lines else type(error).__name__


def _codes(error: SQLAlchemyError) -> tuple[int | None, str | None]:
    original = getattr(error, "orig", None)
    code = getattr(original, "sqlite_errorcode", None)
    state = getattr(original, "sqlstate", None) or getattr(original, "pgcode", None)
    return None if code is None else code & 0xFF, state
