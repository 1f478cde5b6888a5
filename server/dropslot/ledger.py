"""What is known of files that arrive in pieces, and what became of them.

It stands in the catalog's database, so that every process sees the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from .catalog import Catalog, Note, metadata
from .entry import JOINING, KEPT, OPEN, REFUSED, SWEPT, Partial
from .errors import (
    NotThere,
    StorageFailed,
    StorageFull,
    TooManyPartials,
    UploadError,
)
from .upload import Upload, new_name

_partials = sa.Table(
    "partials",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("sender", sa.Text, nullable=False, index=True),
    sa.Column("total_bytes", sa.BigInteger, nullable=False),
    sa.Column("piece_bytes", sa.BigInteger, nullable=False),
    sa.Column("name", sa.String(48), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("refusal", sa.Text),
    sa.Column("touched_ms", sa.BigInteger, nullable=False, index=True),
    sa.Column("claimed_ms", sa.BigInteger),
)


class Overtaken(Exception):
    """Somebody else has kept the file meanwhile, or its sender forgot it."""


class Ledger:
    """The unfinished files of one Dropslot."""

    def __init__(self, catalog: Catalog) -> None:
        self._begin = catalog.begin

    def get(self, partial_id: str) -> Partial:
        """What is known of one.

        :raises NotThere: nothing.
        """
        with self._begin() as connection:
            row = connection.execute(_query(partial_id)).one_or_none()
        if row is None:
            raise NotThere
        return Partial(**row._mapping)

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
                _insert(connection, partial, _ms(now))
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
        waits = _partials.c.state.in_((OPEN, JOINING))
        condition = sa.and_(_partials.c.id == partial_id, waits)
        return self._change(condition, {"touched_ms": _ms(now)})

    def claim(
        self, partial: Partial, now: datetime, dead_before: datetime
    ) -> Partial | None:
        """Become the one who joins its pieces.

        :param dead_before: whoever claimed it before this time has ended.
        :return: what is claimed, under a name of its own, or None: it is not free.
        """
        free = sa.or_(
            _partials.c.state == OPEN,
            sa.and_(
                _partials.c.state == JOINING,
                _partials.c.claimed_ms < _ms(dead_before),
            ),
        )
        name = new_name("." + partial.name.rpartition(".")[2])
        values = {"state": JOINING, "name": name, "claimed_ms": _ms(now)}
        if self._change(sa.and_(_partials.c.id == partial.id, free), values):
            return replace(partial, state=JOINING, name=name)
        return None

    def renew(self, claimed: Partial, now: datetime) -> bool:
        """Say that the one who claimed it is alive; return whether the claim holds."""
        values = {"claimed_ms": _ms(now), "touched_ms": _ms(now)}
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
        change = _partials.update().where(_as_claimed(claimed)).values(state=KEPT)

        def note(connection: sa.Connection, _: Sequence[Upload]) -> None:
            if not connection.execute(change).rowcount:
                raise Overtaken

        return note

    def entering(self, whole: Partial, now: datetime) -> Note:
        """Notes a whole file as kept, in the very transaction that records the upload.

        The note raises ``Overtaken``, and nothing is recorded, when something is known
        of it already.
        """

        def note(connection: sa.Connection, uploads: Sequence[Upload]) -> None:
            try:
                _insert(connection, replace(whole, name=uploads[0].name), _ms(now))
            except sa.exc.IntegrityError as error:
                raise Overtaken from error

        return note

    def remove(self, seen: Partial) -> bool:
        """Forget it; return whether it was still as it was seen."""
        gone = _partials.delete().where(
            _partials.c.id == seen.id,
            _partials.c.state == seen.state,
            _partials.c.name == seen.name,
        )
        with self._begin() as connection:
            return connection.execute(gone).rowcount > 0

    def forget_answers(self, limit: datetime) -> None:
        """Forget what became of those that nobody has asked for since a time."""
        gone = _partials.delete().where(
            _partials.c.state.in_((KEPT, REFUSED)), _partials.c.touched_ms < _ms(limit)
        )
        with self._begin() as connection:
            connection.execute(gone)

    def untouched_since(self, limit: datetime) -> Iterator[str]:
        """The ids of the unfinished ones that nobody has gone on with since a time."""
        query = sa.select(_partials.c.id).where(
            _partials.c.state.not_in((KEPT, REFUSED)),
            _partials.c.touched_ms < _ms(limit),
        )
        with self._begin() as connection:
            ids = list(connection.execute(query).scalars())
        yield from ids

    def seize(self, partial_id: str, limit: datetime) -> bool:
        """Let no more piece be taken of one, unless it has gone on since a time.

        :return: whether its pieces may be removed now; then it is to be dropped.
        """
        condition = sa.and_(
            _partials.c.id == partial_id, _partials.c.touched_ms < _ms(limit)
        )
        return self._change(condition, {"state": SWEPT})

    def seize_unknown(self, partial_id: str) -> bool:
        """Let no piece be taken of one that nothing is known of, as :meth:`seize`."""
        nothing = Partial(partial_id, "", 0, 0, "", SWEPT)
        try:
            with self._begin() as connection:
                _insert(connection, nothing, 0)
        except sa.exc.IntegrityError:
            return False
        return True

    def drop(self, partial_id: str) -> None:
        """Its pieces are removed."""
        gone = _partials.delete().where(
            _partials.c.id == partial_id, _partials.c.state == SWEPT
        )
        with self._begin() as connection:
            connection.execute(gone)

    def _change(
        self, condition: sa.ColumnElement[bool], values: Mapping[str, object]
    ) -> bool:
        change = _partials.update().where(condition).values(values)
        with self._begin() as connection:
            return connection.execute(change).rowcount > 0


_COLUMNS = ("id", "sender", "total_bytes", "piece_bytes", "name", "state", "refusal")


def _query(partial_id: str) -> sa.Select[tuple[object, ...]]:
    columns = [_partials.c[name] for name in _COLUMNS]
    return sa.select(*columns).where(
        _partials.c.id == partial_id, _partials.c.state != SWEPT
    )


def _unfinished_of(connection: sa.Connection, sender: str) -> tuple[int, int]:
    """How many files a sender has not finished, and how many bytes they will be."""
    query = sa.select(
        sa.func.count(), sa.func.coalesce(sa.func.sum(_partials.c.total_bytes), 0)
    ).where(_partials.c.sender == sender, _partials.c.state.in_((OPEN, JOINING)))
    count, total_bytes = connection.execute(query).one()
    return int(count), int(total_bytes)


def _as_claimed(claimed: Partial) -> sa.ColumnElement[bool]:
    return sa.and_(
        _partials.c.id == claimed.id,
        _partials.c.state == JOINING,
        _partials.c.name == claimed.name,
    )


def _insert(connection: sa.Connection, partial: Partial, touched_ms: int) -> None:
    values = {name: getattr(partial, name) for name in _COLUMNS}
    connection.execute(_partials.insert().values(**values, touched_ms=touched_ms))


def _ms(when: datetime) -> int:
    return round(when.timestamp() * 1000)
