"""What is known of files that arrive in pieces, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from . import entry
from .catalog import Catalog
from .claims import Claims
from .engine import milliseconds
from .entry import JOINING, KEPT, OPEN, REFUSED, SWEPT, Partial, partials
from .errors import (
    NotThere,
    StorageFailed,
    StorageFull,
    TooManyPartials,
)


class Ledger:
    """The files of one Dropslot that their senders have UUIDs for.

    :ivar claims: who may keep them.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.claims = Claims(catalog)
        self._begin = catalog.begin

    def get(self, partial_id: str) -> Partial:
        """What is known of one.

        :raises NotThere: nothing.
        """
        with self._begin() as connection:
            found = entry.find(connection, partial_id)
        if found is None or found.state == SWEPT:
            raise NotThere
        return found

    def begin(
        self, partial: Partial, now: datetime, most_files: int, most_bytes: int
    ) -> Partial:
        """Begin one; return what is known of it, should another have been quicker.

        :param most_files: how many its sender may leave unfinished, with this one.
        :param most_bytes: how many bytes they may be.
        :raises TooManyPartials, StorageFull: they would be more.
        :raises StorageFailed: it is just being swept, and may come again in a moment.
        """
        try:
            with self._begin() as connection:
                entry.insert(connection, partial, milliseconds(now))
                # Counted with the row, so that files begun at once count each other;
                # what is raised takes the row back.
                count, total_bytes = _unfinished_of(connection, partial.sender)
                if count > most_files:
                    raise TooManyPartials(limit=most_files)
                if total_bytes > most_bytes:
                    raise StorageFull("unfinished")
        except sa.exc.IntegrityError:
            try:
                return self.get(partial.id)
            except NotThere as error:
                raise StorageFailed from error
        return partial

    def touch(self, partial_id: str, now: datetime) -> bool:
        """Another piece of it has arrived; return whether it still waits for one."""
        waits = partials.c.state.in_((OPEN, JOINING))
        condition = sa.and_(partials.c.id == partial_id, waits)
        with self._begin() as connection:
            values = {"touched_ms": milliseconds(now)}
            return entry.change(connection, condition, values)

    def remove(self, seen: Partial) -> bool:
        """Forget it; return whether it was still as it was seen."""
        gone = partials.delete().where(
            partials.c.id == seen.id,
            partials.c.state == seen.state,
            partials.c.name == seen.name,
        )
        with self._begin() as connection:
            return connection.execute(gone).rowcount > 0

    def forget_answers(self, limit: datetime) -> None:
        """Forget what became of those that nobody has asked for since a time."""
        gone = partials.delete().where(
            partials.c.state.in_((KEPT, REFUSED)),
            partials.c.touched_ms < milliseconds(limit),
        )
        with self._begin() as connection:
            connection.execute(gone)

    def untouched_since(self, limit: datetime) -> Iterator[str]:
        """The ids of the unfinished ones that nobody has gone on with since a time."""
        query = sa.select(partials.c.id).where(
            partials.c.state.not_in((KEPT, REFUSED)),
            partials.c.touched_ms < milliseconds(limit),
        )
        with self._begin() as connection:
            ids = list(connection.execute(query).scalars())
        yield from ids

    def seize(self, partial_id: str, limit: datetime) -> bool:
        """Let no more piece be taken of one, unless it has gone on since a time.

        :return: whether its pieces may be removed now; then it is to be dropped.
        """
        condition = sa.and_(
            partials.c.id == partial_id, partials.c.touched_ms < milliseconds(limit)
        )
        with self._begin() as connection:
            return entry.change(connection, condition, {"state": SWEPT})

    def seize_unknown(self, partial_id: str) -> bool:
        """Let no piece be taken of one that nothing is known of, as :meth:`seize`."""
        nothing = Partial(partial_id, "", 0, 0, "", SWEPT)
        try:
            with self._begin() as connection:
                entry.insert(connection, nothing, 0)
        except sa.exc.IntegrityError:
            return False
        return True

    def drop(self, partial_id: str) -> None:
        """Its pieces are removed."""
        gone = partials.delete().where(
            partials.c.id == partial_id, partials.c.state == SWEPT
        )
        with self._begin() as connection:
            connection.execute(gone)


def _unfinished_of(connection: sa.Connection, sender: str) -> tuple[int, int]:
    """How many files a sender has not finished, and how many bytes they will be."""
    query = sa.select(
        sa.func.count(), sa.func.coalesce(sa.func.sum(partials.c.total_bytes), 0)
    ).where(partials.c.sender == sender, partials.c.state.in_((OPEN, JOINING)))
    count, total_bytes = connection.execute(query).one()
    return int(count), int(total_bytes)
