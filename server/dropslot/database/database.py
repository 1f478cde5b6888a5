"""The database: SQLAlchemy Core on SQLite or PostgreSQL, opened once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from dropslot.measures import Step, timed
from dropslot.model import StorageFailed, StorageFull, UploadError
from dropslot.settings import SettingError, masker, without_password

from .connections import Connections
from .faults import has_no_room, is_damage, reason_of, told
from .locking import lock
from .migrations import NewerSchema
from .opening import url_of
from .sqlite import file_of, unsynced

_CANNOT_OPEN = (SQLAlchemyError, ImportError, ValueError, NewerSchema)
_READ_ONLY = sa.text(
    "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool"
)
_log = logging.getLogger(__name__)


class Database:
    """The database of one Dropslot, with every table.

    One that is there but cannot be written to, on a full disk or in a folder that is
    read-only, is read, and written to as soon as it can be.

    :param url: an SQLAlchemy URL of SQLite or PostgreSQL.
    :param patience_seconds: how long to wait for a PostgreSQL that is away;
        ``math.inf`` is for ever.
    :raises SettingError: it cannot be opened.
    """

    def __init__(self, url: str, patience_seconds: float = 0) -> None:
        self._url = url
        self._mask = masker(url)
        self._said_damaged = False
        self._place = without_password(url)
        try:
            self._connections = self._opened(url, patience_seconds)
        except _CANNOT_OPEN as error:
            # Drivers repeat what they were given; so would a cause that is shown.
            raise SettingError(self._sentence(error)) from None

    @property
    def place(self) -> str:
        """Where it is, as a message may tell it."""
        return self._place

    @property
    def file(self) -> Path | None:
        """The file that it is, or None: it is a server."""
        return self._connections.file

    @property
    def schema_before(self) -> str | None:
        """Which tables it had when it was opened: ``0001`` are those of version 0.1.0,
        None is none at all, and :data:`.NEWEST` those that it has now."""
        return self._connections.schema_before

    @property
    def can_only_be_read(self) -> bool:
        """Whether nothing can be written to it, so far."""
        return self._connections.read_only is not None

    @contextmanager
    def begin(self, *, is_lasting: bool = True) -> Iterator[sa.Connection]:
        """A transaction, its failures told as ours.

        :param is_lasting: whether it must survive a power cut by itself. In SQLite that
            is a third of the cost of keeping a picture, and what is written before a
            lasting one survives with that.
        :raises IntegrityError: the row is there already.
        :raises StorageFull, StorageFailed: the database cannot.
        """
        try:
            with (
                timed(Step.TRANSACTION),
                self._connections.connect() as connection,
                nullcontext() if is_lasting else unsynced(connection),
                connection.begin(),
            ):
                yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise self._told(error) from error

    def lock(self, connection: sa.Connection, *what: object) -> None:
        """Let nobody else who locks the same go on until this transaction has ended, so
        that what is counted in it stays as it was counted.

        :param what: what is locked, such as ``"sender", mount_id, sender``.
        """
        lock(connection, *what)

    def probe(self) -> None:
        """See that it could be written to; nothing is written.

        :raises StorageFull, StorageFailed: it could not.
        """
        if not self._could_be_written_to():
            raise StorageFailed
        if has_no_room(self.file):
            raise StorageFull

    def try_to_write(self) -> None:
        """Where it could only be read, see whether it can be written to by now."""
        self._connections.try_to_write()

    def explain(self, error: UploadError) -> str:
        """Why it could not, in a sentence that names it, for an operator."""
        cause = error.__cause__ or error
        if isinstance(cause, SQLAlchemyError) and is_damage(cause):
            return self._damaged(cause)
        reason = self._mask(reason_of(cause))
        return f"The database '{self.place}' cannot be used ({reason})."

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()

    def _opened(self, url: str, patience_seconds: float) -> Connections:
        parsed = url_of(url)
        if file := file_of(parsed):
            self._place = str(file)
        return Connections(parsed, self._place, self._mask, patience_seconds)

    def _could_be_written_to(self) -> bool:
        with self.begin() as connection:
            if connection.dialect.name == "postgresql":
                return not connection.execute(_READ_ONLY).scalar_one()
            # Of one that can only be read it would make nothing but a reader.
            if self._connections.read_only:
                raise self._connections.read_only
            lock(connection)
            return True

    def _told(self, error: SQLAlchemyError) -> StorageFull | StorageFailed:
        if is_damage(error) and not self._said_damaged:
            self._said_damaged = True
            _log.error("%s", self._damaged(error))
        read_only = self._connections.read_only
        return read_only() if read_only else told(error, self.file)

    def _sentence(self, error: Exception) -> str:
        if isinstance(error, SQLAlchemyError) and is_damage(error):
            return self._damaged(error)
        if isinstance(error, NewerSchema):
            return (
                f"The database '{self.place}' is of a newer Dropslot ({error}):"
                " start that one."
            )
        reason = self._mask(reason_of(error))
        hint = ""
        if isinstance(error, ImportError):
            hint = '; PostgreSQL needs its driver: pip install "dropslot[postgresql]"'
        return (
            f"DROPSLOT_DATABASE_URL is '{without_password(self._url)}', but it must be"
            f" a database that can be opened ({reason}{hint})."
        )

    def _damaged(self, error: Exception) -> str:
        return (
            f"The database '{self.place}' is damaged ({self._mask(reason_of(error))}):"
            " put a copy from before in its place, or move it away and take the"
            " pictures in again with 'dropslot import'."
        )


def milliseconds(when: datetime) -> int:
    """A time as it stands in every table."""
    return round(when.timestamp() * 1000)
