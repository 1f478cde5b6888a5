"""Who joins the pieces of a file, and that a file is kept once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from . import entry
from .catalog import Catalog, Note
from .engine import milliseconds
from .entry import (
    JOINING,
    KEPT,
    OPEN,
    REFUSED,
    Partial,
    partials,
)
from .errors import UploadError
from .upload import Upload, new_name


class Overtaken(Exception):
    """Somebody else has kept the file meanwhile, or its sender forgot it."""


class Claims:
    """The claims to the unfinished files of one Dropslot."""

    def __init__(self, catalog: Catalog) -> None:
        self._begin = catalog.begin

    def claim(
        self, partial: Partial, now: datetime, dead_before: datetime
    ) -> Partial | None:
        """Become the one who joins its pieces.

        :param dead_before: whoever claimed it before this time has ended.
        :return: what is claimed, under a name of its own, or None: it is not free.
        """
        free = sa.or_(
            partials.c.state == OPEN,
            sa.and_(
                partials.c.state == JOINING,
                partials.c.claimed_ms < milliseconds(dead_before),
            ),
        )
        name = new_name("." + partial.name.rpartition(".")[2])
        values = {"state": JOINING, "name": name, "claimed_ms": milliseconds(now)}
        if self._change(sa.and_(partials.c.id == partial.id, free), values):
            return replace(partial, state=JOINING, name=name)
        return None

    def renew(self, claimed: Partial, now: datetime) -> bool:
        """Say that the one who claimed it is alive; return whether the claim holds."""
        values = {"claimed_ms": milliseconds(now), "touched_ms": milliseconds(now)}
        return self._change(_as_claimed(claimed), values)

    def reopen(self, claimed: Partial) -> bool:
        """It could not be kept just now; its pieces stay.

        :return: whether the claim still held.
        """
        return self._change(_as_claimed(claimed), {"state": OPEN})

    def refuse(self, claimed: Partial, refusal: UploadError) -> bool:
        """It was refused for good; the same question gets the same answer.

        :return: whether the claim still held.
        """
        values = {"state": REFUSED, "refusal": json.dumps(refusal.told())}
        return self._change(_as_claimed(claimed), values)

    def keeping(self, claimed: Partial) -> Note:
        """Notes that it is kept, in the very transaction that records the upload.

        The note raises ``Overtaken``, and nothing is recorded, when the claim does not
        hold any more.
        """

        def note(connection: sa.Connection, _: Sequence[Upload]) -> None:
            if not entry.change(connection, _as_claimed(claimed), {"state": KEPT}):
                raise Overtaken

        return note

    def entering(self, whole: Partial, now: datetime) -> Note:
        """Notes a whole file as kept, in the very transaction that records the upload.

        The note raises ``Overtaken``, and nothing is recorded, when something is known
        of it already.
        """

        def note(connection: sa.Connection, uploads: Sequence[Upload]) -> None:
            try:
                entry.insert(
                    connection, replace(whole, name=uploads[0].name), milliseconds(now)
                )
            except sa.exc.IntegrityError as error:
                raise Overtaken from error

        return note

    def _change(
        self, condition: sa.ColumnElement[bool], values: Mapping[str, object]
    ) -> bool:
        with self._begin() as connection:
            return entry.change(connection, condition, values)


def _as_claimed(claimed: Partial) -> sa.ColumnElement[bool]:
    return sa.and_(
        partials.c.id == claimed.id,
        partials.c.state == JOINING,
        partials.c.name == claimed.name,
    )
