"""The rows of the upload sessions, for all who read and write them."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from dropslot.model import JOINING, OPEN, UploadSession

from .clock import now_ms
from .schema import upload_sessions as table

UNFINISHED = table.c.state.in_((OPEN, JOINING))
"""What is true of those that wait for chunks."""
_GIVEN = ("id", "sender", "total_bytes", "chunk_bytes", "name", "state", "refusal")
# Made once: to make one costs as much as to carry it out.
_FIND = sa.select(*(table.c[name] for name in (*_GIVEN, "received_bytes"))).where(
    table.c.mount == sa.bindparam("of_mount"), table.c.id == sa.bindparam("session_id")
)
_INSERT = table.insert().values(touched_ms=now_ms(), received_bytes=0)


class SessionRows:
    """The rows of one mount."""

    def __init__(self, mount_id: int) -> None:
        self.mount_id = mount_id

    def all(self) -> sa.ColumnElement[bool]:
        """What is true of each of them."""
        return table.c.mount == self.mount_id

    def one(self, session_id: str) -> sa.ColumnElement[bool]:
        """What is true of one of them."""
        return sa.and_(self.all(), table.c.id == session_id)

    def find(self, connection: sa.Connection, session_id: str) -> UploadSession | None:
        """What stands there of one, or None."""
        meant = {"of_mount": self.mount_id, "session_id": session_id}
        row = connection.execute(_FIND, meant).one_or_none()
        return None if row is None else UploadSession(**row._mapping)

    def insert(self, connection: sa.Connection, session: UploadSession) -> None:
        """Write a new one, touched now.

        :raises IntegrityError: one of that id is there.
        """
        values = {name: getattr(session, name) for name in _GIVEN}
        connection.execute(_INSERT, {"mount": self.mount_id, **values})


def change(
    connection: sa.Connection,
    condition: sa.ColumnElement[bool],
    values: Mapping[str, object],
) -> bool:
    """Change those that a condition is true of; return whether there was one."""
    statement = table.update().where(condition).values(values)
    return connection.execute(statement).rowcount > 0
