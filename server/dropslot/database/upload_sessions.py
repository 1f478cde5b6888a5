"""The upload sessions: what is known of files that arrive, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from dropslot.model import (
    JOINING,
    KEPT,
    OPEN,
    REFUSED,
    SWEPT,
    NotThere,
    StorageFailed,
    StorageFull,
    TooManyUnfinished,
    UploadSession,
)

from .database import Database, milliseconds
from .schema import upload_sessions as table
from .session_rows import change, find, insert


class UploadSessions:
    """The files of one Dropslot that their senders have UUIDs for.

    Every method raises ``StorageFull`` or ``StorageFailed`` when the database cannot.
    """

    def __init__(self, database: Database) -> None:
        self._begin = database.begin

    def get(self, session_id: str) -> UploadSession:
        """What is known of one.

        :raises NotThere: nothing.
        """
        with self._begin() as connection:
            found = find(connection, session_id)
        if found is None or found.state == SWEPT:
            raise NotThere
        return found

    def begin(
        self, session: UploadSession, now: datetime, most_files: int, most_bytes: int
    ) -> UploadSession:
        """Begin one; return what is known of it, should another have been quicker.

        :param most_files: how many its sender may leave unfinished, with this one.
        :param most_bytes: how many bytes they may be.
        :raises TooManyUnfinished, StorageFull: they would be more.
        :raises StorageFailed: it is just being swept, and may come again in a moment.
        """
        try:
            with self._begin() as connection:
                insert(connection, session, milliseconds(now))
                # Counted with the row, so that files begun at once count each other;
                # what is raised takes the row back.
                count, total_bytes = _unfinished_of(connection, session.sender)
                if count > most_files:
                    raise TooManyUnfinished(limit=most_files)
                if total_bytes > most_bytes:
                    raise StorageFull("unfinished")
        except sa.exc.IntegrityError:
            try:
                return self.get(session.id)
            except NotThere as error:
                raise StorageFailed from error
        return session

    def touch(self, session_id: str, now: datetime) -> bool:
        """Another chunk of it has arrived; return whether it still waits for one."""
        waits = table.c.state.in_((OPEN, JOINING))
        condition = sa.and_(table.c.id == session_id, waits)
        with self._begin() as connection:
            values = {"touched_ms": milliseconds(now)}
            return change(connection, condition, values)

    def remove(self, seen: UploadSession) -> bool:
        """Forget it; return whether it was still as it was seen."""
        gone = table.delete().where(
            table.c.id == seen.id,
            table.c.state == seen.state,
            table.c.name == seen.name,
        )
        with self._begin() as connection:
            return connection.execute(gone).rowcount > 0

    def forget_answers(self, limit: datetime) -> None:
        """Forget what became of those that nobody has asked for since a time."""
        gone = table.delete().where(
            table.c.state.in_((KEPT, REFUSED)),
            table.c.touched_ms < milliseconds(limit),
        )
        with self._begin() as connection:
            connection.execute(gone)

    def untouched_since(self, limit: datetime) -> Iterator[str]:
        """The ids of the unfinished ones that nobody has gone on with since a time."""
        query = sa.select(table.c.id).where(
            table.c.state.not_in((KEPT, REFUSED)),
            table.c.touched_ms < milliseconds(limit),
        )
        with self._begin() as connection:
            ids = list(connection.execute(query).scalars())
        yield from ids

    def seize(self, session_id: str, limit: datetime) -> bool:
        """Let no more chunk be taken of one, unless it has gone on since a time.

        :return: whether its chunks may be removed now; then it is to be dropped.
        """
        condition = sa.and_(
            table.c.id == session_id, table.c.touched_ms < milliseconds(limit)
        )
        with self._begin() as connection:
            return change(connection, condition, {"state": SWEPT})

    def seize_oldest(self, but: str) -> str | None:
        """Seize the one that was left alone for longest, so that others have its room.

        :param but: one that must stay.
        :return: its id, as one to be dropped, or None: there is no other.
        """
        query = (
            sa.select(table.c.id, table.c.touched_ms)
            .where(table.c.state == OPEN, table.c.id != but)
            .order_by(table.c.touched_ms)
            .limit(1)
        )
        while True:
            with self._begin() as connection:
                row = connection.execute(query).one_or_none()
            if row is None:
                return None
            # One that has gone on since is not the oldest any more.
            as_seen = sa.and_(
                table.c.id == row.id,
                table.c.state == OPEN,
                table.c.touched_ms == row.touched_ms,
            )
            with self._begin() as connection:
                if change(connection, as_seen, {"state": SWEPT}):
                    return str(row.id)

    def seize_unknown(self, session_id: str) -> bool:
        """Let no chunk be taken of one that nothing is known of, as :meth:`seize`."""
        nothing = UploadSession(session_id, "", 0, 0, "", SWEPT)
        try:
            with self._begin() as connection:
                insert(connection, nothing, 0)
        except sa.exc.IntegrityError:
            return False
        return True

    def drop(self, session_id: str) -> None:
        """Its chunks are removed."""
        gone = table.delete().where(table.c.id == session_id, table.c.state == SWEPT)
        with self._begin() as connection:
            connection.execute(gone)


def _unfinished_of(connection: sa.Connection, sender: str) -> tuple[int, int]:
    """How many files a sender has not finished, and how many bytes they will be."""
    query = sa.select(
        sa.func.count(), sa.func.coalesce(sa.func.sum(table.c.total_bytes), 0)
    ).where(table.c.sender == sender, table.c.state.in_((OPEN, JOINING)))
    count, total_bytes = connection.execute(query).one()
    return int(count), int(total_bytes)
