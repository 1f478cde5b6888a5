"""The upload sessions: what is known of files by their senders' UUIDs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import sqlalchemy as sa

from dropslot.model import (
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

from .chunk_rows import ChunkRows
from .clock import before_ms
from .database import Database
from .schema import upload_sessions as table
from .session_rows import UNFINISHED, SessionRows, change


class UploadSessions:
    """The files of one Dropslot that their senders have UUIDs for.

    What is old is so by the database's own clock. Every method raises ``StorageFull``
    or ``StorageFailed`` when the database cannot.
    """

    def __init__(self, database: Database, mount_id: int) -> None:
        self._begin = database.begin
        self._lock = database.lock
        self._rows = SessionRows(mount_id)
        self._chunks = ChunkRows(self._rows)

    def get(self, session_id: str) -> UploadSession:
        """What is known of one.

        :raises NotThere: nothing.
        """
        with self._begin() as connection:
            found = self._rows.find(connection, session_id)
        if found is None or found.state == SWEPT:
            raise NotThere
        return found

    def begin(
        self,
        session: UploadSession,
        most_files: int,
        most_bytes: int,
        note: Callable[[sa.Connection], None],
    ) -> UploadSession:
        """Begin one; return what is known of it, should another have been quicker.

        :param most_files: how many its sender may leave unfinished, with this one.
        :param most_bytes: how many bytes they may be.
        :param note: writes what shall be known together with it.
        :raises TooManyUnfinished, StorageFull: they would be more.
        :raises StorageFailed: it is just being swept, and may come again in a moment.
        """
        try:
            with self._begin() as connection:
                # Files begun at once count each other; what is raised takes the row
                # back.
                self._lock(connection, "sender", self._rows.mount_id, session.sender)
                self._rows.insert(connection, session)
                # Of one that was kept, by whoever died right after.
                self._chunks.forget(connection, session.id)
                note(connection)
                count, total_bytes = self._unfinished_of(connection, session.sender)
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

    def arrived(
        self, session_id: str, offset_bytes: int, size_bytes: int
    ) -> int | None:
        """A chunk of it is in the store.

        :return: how many bytes of the file are here now, or None: something else has
            become of it, and the chunk is to go again.
        """
        with self._begin() as connection:
            return self._chunks.add(connection, session_id, offset_bytes, size_bytes)

    def offsets(self, session_id: str) -> list[int]:
        """Where those of its chunks begin that are here, in their order."""
        with self._begin() as connection:
            return self._chunks.offsets(connection, session_id)

    def has_chunk(self, session_id: str, offset_bytes: int) -> bool:
        """Whether that one of its chunks is here that begins there."""
        with self._begin() as connection:
            return self._chunks.has(connection, session_id, offset_bytes)

    def unfinished_bytes(self) -> int:
        """What all chunks that are here have together."""
        received = sa.func.coalesce(sa.func.sum(table.c.received_bytes), 0)
        query = sa.select(received).where(self._rows.all(), UNFINISHED)
        with self._begin() as connection:
            return int(connection.execute(query).scalar_one())

    def start_over(self, session_id: str) -> None:
        """Its chunks have been lost: it waits for all of them again."""
        with self._begin() as connection:
            change(connection, self._rows.one(session_id), {"received_bytes": 0})
            self._chunks.forget(connection, session_id)

    def remove(self, seen: UploadSession) -> bool:
        """Forget it; return whether it was still as it was seen. Its chunks have rows
        until :meth:`forget_chunks`."""
        with self._begin() as connection:
            gone = table.delete().where(self._as_seen(seen))
            return connection.execute(gone).rowcount > 0

    def forget_chunks(self, session_id: str) -> list[int]:
        """Forget which chunks of it are here; return where they begin, so that they can
        be removed."""
        with self._begin() as connection:
            offsets = self._chunks.offsets(connection, session_id)
            if offsets:
                self._chunks.forget(connection, session_id)
        return offsets

    def forget_chunks_left(self, session_id: str) -> None:
        """Forget chunks that a crash left of one that is finished or gone."""
        with self._begin() as connection:
            self._chunks.forget_left(connection, session_id)

    def forget_answers(self, age: timedelta) -> None:
        """Forget what became of those that nobody has asked for so long."""
        answered = table.c.state.in_((KEPT, REFUSED))
        gone = table.delete().where(self._rows.all(), answered, _untouched_for(age))
        with self._begin() as connection:
            connection.execute(gone)

    def untouched_for(self, age: timedelta) -> Iterator[str]:
        """The ids of the unfinished ones that nobody has gone on with for so long, and
        of those that were seized by whoever died or met a store that is away."""
        unanswered = table.c.state.not_in((KEPT, REFUSED))
        query = sa.select(table.c.id).where(
            self._rows.all(), unanswered, _left_alone_for(age)
        )
        with self._begin() as connection:
            ids = list(connection.execute(query).scalars())
        yield from ids

    def seize(self, session_id: str, age: timedelta) -> bool:
        """Let no more chunk be taken of one, unless it has gone on since.

        :return: whether its chunks may be removed now; then it is to be dropped.
        """
        left_alone = sa.and_(self._rows.one(session_id), _left_alone_for(age))
        with self._begin() as connection:
            return change(connection, left_alone, {"state": SWEPT})

    def seize_seen(self, seen: UploadSession) -> bool:
        """Let no more chunk be taken of one, if it is still as it was seen."""
        with self._begin() as connection:
            return change(connection, self._as_seen(seen), {"state": SWEPT})

    def seize_oldest(self, but: str) -> str | None:
        """Seize the one that was left alone for longest, so that others have its room.

        :param but: one that must stay.
        :return: its id, as one to be dropped, or None: there is no other.
        """
        query = (
            sa.select(table.c.id, table.c.touched_ms)
            .where(self._rows.all(), table.c.state == OPEN, table.c.id != but)
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
                self._rows.one(row.id),
                table.c.state == OPEN,
                table.c.touched_ms == row.touched_ms,
            )
            with self._begin() as connection:
                if change(connection, as_seen, {"state": SWEPT}):
                    return str(row.id)

    def drop(self, session_id: str) -> None:
        """Its chunks are removed."""
        swept = sa.and_(self._rows.one(session_id), table.c.state == SWEPT)
        with self._begin() as connection:
            connection.execute(table.delete().where(swept))

    def is_unfinished(self, session_id: str) -> bool:
        """Whether chunks of it may be here."""
        with self._begin() as connection:
            found = self._rows.find(connection, session_id)
        return found is not None and found.state not in (KEPT, REFUSED)

    def _as_seen(self, seen: UploadSession) -> sa.ColumnElement[bool]:
        as_seen = sa.and_(table.c.state == seen.state, table.c.name == seen.name)
        return sa.and_(self._rows.one(seen.id), as_seen)

    def _unfinished_of(self, connection: sa.Connection, sender: str) -> tuple[int, int]:
        """How many files a sender has not finished, and how many bytes they will be."""
        query = sa.select(
            sa.func.count(), sa.func.coalesce(sa.func.sum(table.c.total_bytes), 0)
        ).where(self._rows.all(), table.c.sender == sender, UNFINISHED)
        count, total_bytes = connection.execute(query).one()
        return int(count), int(total_bytes)


def _untouched_for(age: timedelta) -> sa.ColumnElement[bool]:
    return table.c.touched_ms < before_ms(age)


def _left_alone_for(age: timedelta) -> sa.ColumnElement[bool]:
    return sa.or_(table.c.state == SWEPT, _untouched_for(age))
