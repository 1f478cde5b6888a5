"""What a database says when it cannot, told in our own errors."""

from __future__ import annotations

import re
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFree

from dropslot.model import StorageFailed, StorageFull

# sqlite.org/rescode.html; an extended code holds its primary one in the lowest byte.
_FULL = sqlite3.SQLITE_FULL
_IO = sqlite3.SQLITE_IOERR
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# PostgreSQL docs, Appendix A: disk_full; data_corrupted and index_corrupted.
_FULL_STATE = "53100"
_DAMAGED_STATES = {"XX001", "XX002"}
# connection_exception, too_many_connections, admin_shutdown, crash_shutdown and
# cannot_connect_now.
_AWAY_STATES = re.compile("08...|53300|57P0[123]")
# Nothing but its text tells why a connection was not made.
_ANSWERED = re.compile("FATAL|no password supplied|does not support SSL|certificate")
_COMES_BACK = re.compile(
    "starting up|shutting down|not (yet )?accepting|recovery mode|too many|slots are"
)
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


def is_away(error: Exception) -> bool:
    """Whether a server cannot be reached just now, so that it may be waited for; a
    wrong password or name stays wrong."""
    if not isinstance(error, OperationalError | InterfaceError | NoneFree):
        return False
    code, state = _codes(error)
    if code is not None:
        return False
    if state is not None:
        return _AWAY_STATES.fullmatch(state) is not None
    said = str(getattr(error, "orig", ""))
    return not _ANSWERED.search(said) or _COMES_BACK.search(said) is not None


def reason_of(error: BaseException) -> str:
    """What it says, in one line."""
    lines = str(getattr(error, "orig", None) or error).splitlines()
    return lines[0] if lines else type(error).__name__


def _codes(error: SQLAlchemyError) -> tuple[int | None, str | None]:
    original = getattr(error, "orig", None)
    code = getattr(original, "sqlite_errorcode", None)
    state = getattr(original, "sqlstate", None) or getattr(original, "pgcode", None)
    return None if code is None else code & 0xFF, state
