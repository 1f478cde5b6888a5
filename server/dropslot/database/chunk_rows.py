"""Which chunks of unfinished files are here: a row for each."""

from __future__ import annotations

import sqlalchemy as sa

from dropslot.model import JOINING, KEPT, OPEN, REFUSED

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
# Made once: to make one costs as much as to carry it out.
_SESSION = sessions.update().where(
    sessions.c.mount == sa.bindparam("of_mount"),
    sessions.c.id == sa.bindparam("of_session"),
)
# It stands in an index, which would grow with each chunk; to the second is enough.
_TOUCHED_MS = sa.case(
    (sessions.c.touched_ms < now_ms() - 1000, now_ms()), else_=sessions.c.touched_ms
)
_TOUCH = _SESSION.where(sessions.c.state.in_((OPEN, JOINING))).values(
    touched_ms=_TOUCHED_MS
)
_COUNT = _SESSION.values(
    received_bytes=sessions.c.received_bytes + sa.bindparam("new_bytes")
).returning(sessions.c.received_bytes)


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
        session = {"of_mount": self._rows.mount_id, "of_session": session_id}
        if not connection.execute(_TOUCH, session).rowcount:
            return None
        row = {"session_id": session_id, "offset_bytes": offset_bytes}
        row |= {"mount": self._rows.mount_id, "size_bytes": size_bytes}
        insert = _INSERTS[connection.dialect.name]
        new_bytes = size_bytes * len(connection.execute(insert, row).all())
        received = connection.execute(_COUNT, {**session, "new_bytes": new_bytes})
        return int(received.scalar_one())

    def has(
        self, connection: sa.Connection, session_id: str, offset_bytes: int
    ) -> bool:
        """Whether the chunk of a file is here that begins at an offset."""
        query = sa.select(table.c.size_bytes).where(
            self._of(session_id), table.c.offset_bytes == offset_bytes
        )
        return connection.execute(query).first() is not None

    def offsets(self, connection: sa.Connection, session_id: str) -> list[int]:
        """Where the chunks of a file begin in it, in their order."""
        query = sa.select(table.c.offset_bytes).where(self._of(session_id))
        return list(connection.execute(query.order_by(table.c.offset_bytes)).scalars())

    def forget(self, connection: sa.Connection, session_id: str) -> None:
        """None of a file's chunks is here any more."""
        connection.execute(table.delete().where(self._of(session_id)))

    def forget_left(self, connection: sa.Connection, session_id: str) -> None:
        """The same, unless the file is unfinished: it may have begun anew."""
        answered = sessions.c.state.in_((KEPT, REFUSED))
        unfinished = sa.exists().where(self._rows.one(session_id), sa.not_(answered))
        gone = table.delete().where(self._of(session_id), sa.not_(unfinished))
        connection.execute(gone)

    def _of(self, session_id: str) -> sa.ColumnElement[bool]:
        of_mount = table.c.mount == self._rows.mount_id
        return sa.and_(of_mount, table.c.session_id == session_id)
