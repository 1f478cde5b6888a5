"""The rows of sign-ins: one for each browser that somebody is signed in with.

Of its token only a digest is kept, so that a copy of the database lets nobody in.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa

from dropslot.database import milliseconds, schema

_SIGNED_IN = timedelta(days=30)
_FORGOTTEN_AT_ONCE = 100
_table = schema.sign_ins


class SignIns:
    """Those of one Dropslot; each method is a part of somebody's transaction."""

    def __init__(self, mount_id: int) -> None:
        self._mount_id = mount_id
        self._here = _table.c.mount == mount_id

    def add(self, connection: sa.Connection, user_id: str, now: datetime) -> str:
        """Write one; return the token that proves it."""
        token = secrets.token_urlsafe(32)
        row = {
            "mount": self._mount_id,
            "digest": _digest(token),
            "user_id": user_id,
            "ends_ms": milliseconds(now + _SIGNED_IN),
        }
        connection.execute(_table.insert().values(row))
        return token

    def is_of(self, token: str, now: datetime) -> sa.ColumnElement[bool]:
        """In a query: that a row is of this token, and has not ended."""
        return sa.and_(
            self._here,
            _table.c.digest == _digest(token),
            _table.c.ends_ms > milliseconds(now),
        )

    def remove(self, connection: sa.Connection, token: str) -> None:
        """Remove one."""
        it = self._here, _table.c.digest == _digest(token)
        connection.execute(_table.delete().where(*it))

    def remove_all(self, connection: sa.Connection, user_id: str) -> None:
        """Remove those of a user."""
        theirs = self._here, _table.c.user_id == user_id
        connection.execute(_table.delete().where(*theirs))

    def forget_ended(self, connection: sa.Connection, now: datetime) -> None:
        """Remove some of those that have ended."""
        ended = sa.select(_table.c.digest).where(
            self._here, _table.c.ends_ms <= milliseconds(now)
        )
        # What another replica removes just now is left to it.
        free = ended.limit(_FORGOTTEN_AT_ONCE).with_for_update(skip_locked=True)
        if digests := connection.execute(free).scalars().all():
            them = self._here, _table.c.digest.in_(digests)
            connection.execute(_table.delete().where(*them))


def _digest(token: str) -> str:
    # No slow hash: a token is 256 random bits, which nobody can guess.
    return sha256(token.encode()).hexdigest()
