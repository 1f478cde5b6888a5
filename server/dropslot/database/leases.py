"""Who joins the chunks of a file, and that a file is kept once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from dropslot.model import (
    JOINING,
    KEPT,
    OPEN,
    REFUSED,
    Upload,
    UploadError,
    UploadSession,
    extension_in,
    new_name,
)

from .catalog import Note
from .database import Database, milliseconds
from .schema import upload_sessions as table
from .session_rows import change, insert

# No other machine's clock is so far ahead of ours.
_AHEAD = timedelta(minutes=5)


class LeaseLost(Exception):
    """Somebody else has kept the file meanwhile, or its sender forgot it."""


class Leases:
    """The leases to the unfinished files of one Dropslot."""

    def __init__(self, database: Database) -> None:
        self._begin = database.begin

    def acquire(
        self, session: UploadSession, now: datetime, dead_before: datetime
    ) -> UploadSession | None:
        """Become the one who joins its chunks.

        :param dead_before: whoever leased it before this time has ended.
        :return: what is leased, under a name of its own, or None: it is not free.
        """
        free = sa.or_(
            table.c.state == OPEN,
            sa.and_(
                table.c.state == JOINING,
                sa.or_(
                    table.c.leased_ms < milliseconds(dead_before),
                    # The clock has been set back since, and it would live on and on.
                    table.c.leased_ms > milliseconds(now + _AHEAD),
                ),
            ),
        )
        name = new_name(extension_in(session.name))
        values = {"state": JOINING, "name": name, "leased_ms": milliseconds(now)}
        if self._change(sa.and_(table.c.id == session.id, free), values):
            return replace(session, state=JOINING, name=name)
        return None

    def renew(self, leased: UploadSession, now: datetime) -> bool:
        """Say that the one who leased it is alive; return whether the lease holds."""
        values = {"leased_ms": milliseconds(now), "touched_ms": milliseconds(now)}
        return self._change(_as_leased(leased), values)

    def reopen(self, leased: UploadSession) -> bool:
        """It could not be kept just now; its chunks stay.

        :return: whether the lease still held.
        """
        return self._change(_as_leased(leased), {"state": OPEN})

    def refuse(self, leased: UploadSession, refusal: UploadError) -> bool:
        """It was refused for good; the same question gets the same answer.

        :return: whether the lease still held.
        """
        values = {"state": REFUSED, "refusal": json.dumps(refusal.told())}
        return self._change(_as_leased(leased), values)

    def keeping(self, leased: UploadSession) -> Note:
        """Notes that it is kept, in the very transaction that records the upload.

        The note raises ``LeaseLost``, and nothing is recorded, when the lease does not
        hold any more.
        """

        def note(connection: sa.Connection, _: Sequence[Upload]) -> None:
            if not change(connection, _as_leased(leased), {"state": KEPT}):
                raise LeaseLost

        return note

    def entering(self, whole: UploadSession, now: datetime) -> Note:
        """Notes a whole file as kept, in the very transaction that records the upload.

        The note raises ``LeaseLost``, and nothing is recorded, when something is known
        of it already.
        """

        def note(connection: sa.Connection, uploads: Sequence[Upload]) -> None:
            try:
                insert(
                    connection, replace(whole, name=uploads[0].name), milliseconds(now)
                )
            except sa.exc.IntegrityError as error:
                raise LeaseLost from error

        return note

    def _change(
        self, condition: sa.ColumnElement[bool], values: Mapping[str, object]
    ) -> bool:
        with self._begin() as connection:
            return change(connection, condition, values)


def _as_leased(leased: UploadSession) -> sa.ColumnElement[bool]:
    return sa.and_(
        table.c.id == leased.id,
        table.c.state == JOINING,
        table.c.name == leased.name,
    )
