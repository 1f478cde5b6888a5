"""Which chunks of unfinished files are here: a row for each."""

from __future__ import annotations

import sqlalchemy as sa

from dropslot.model import JOINING, OPEN

from .clock import now_ms
from .inserting import inserts_into
from .schema import chunks as table
from .schema import upload_sessions as sessions
from .session_rows import SessionRows

# How many rows an insert has made, not every driver tells.
_INSERTS = {
    name: insert.on_conflict_do_nothing().returning(table.c.offset_bytes)
    for name, insert in inserts_into(table).items()
}


class ChunkRows:
    """The rows of one mount."""

    def __init__(self, rows: SessionRows) -> None:
        self._rows = rows

    def add(
        self,
        connection: sa.Connection,
        session_id: str,
        offset_bytes: int,
        size_bytes: int,
    ) -> int | None:
        """Write one down, and that its file goes on.

        :return: how many bytes of the file are here now, or None: it takes no more.
        """
        # The session first: here wait for each other who bring chunks of one file.
        waits = sa.and_(
            self._rows.one(session_id), sessions.c.state.in_((OPEN, JOINING))
        )
        touched = sessions.update().where(waits).values(touched_ms=now_ms())
        if not connection.execute(touched).rowcount:
            return None
        row = {"session_id": session_id, "offset_bytes": offset_bytes}
        row |= {"mount": self._rows.mount_id, "size_bytes": size_bytes}
        insert = _INSERTS[connection.dialect.name]
        new_bytes = size_bytes * len(connection.execute(insert, row).all())
        received = (
            sessions.update()
            .where(self._rows.one(session_id))
            .values(received_bytes=sessions.c.received_bytes + new_bytes)
            .returning(sessions.c.received_bytes)
        )
        return int(connection.execute(received).scalar_one())

    def offsets(self, connection: sa.Connection, session_id: str) -> list[int]:
        """Where the chunks of a file begin in it, in their order."""
        query = sa.select(table.c.offset_bytes).where(self._of(session_id))
        return list(connection.execute(query.order_by(table.c.offset_bytes)).scalars())

    def forget(self, connection: sa.Connection, session_id: str) -> None:
        """None of a file's chunks is here any more."""
        connection.execute(table.delete().where(self._of(session_id)))

    def _of(self, session_id: str) -> sa.ColumnElement[bool]:
        of_mount = table.c.mount == self._rows.mount_id
        return sa.and_(of_mount, table.c.session_id == session_id)
