"""What is known of each upload: SQLAlchemy Core on SQLite or PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TypeAlias
from weakref import WeakMethod

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from .engine import create_tables, milliseconds, open_engine, without_password
from .errors import NotThere, StorageFailed, StorageFull
from .settings import SettingError
from .upload import Upload, Visitor, stem_of

Note: TypeAlias = Callable[[sa.Connection, Sequence[Upload]], None]
"""What is written in the transaction that records uploads."""

metadata = sa.MetaData()
_uploads = sa.Table(
    "uploads",
    metadata,
    # Names sort in the order of their making: the primary key is the gallery's order.
    sa.Column("name", sa.String(48), primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("owner", sa.Text),
    sa.Column("browser", sa.String(64), nullable=False),
    sa.Column("mime_type", sa.String(32), nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("width_px", sa.Integer, nullable=False),
    sa.Column("height_px", sa.Integer, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Index("uploads_of_owner", "owner", "name"),
    sa.Index("uploads_of_browser", "browser", "name"),
)


class Catalog:
    """The records of one Dropslot.

    Every method raises ``StorageFull`` or ``StorageFailed`` when the database cannot.

    :param url: an SQLAlchemy URL of SQLite or PostgreSQL.
    :raises SettingError: the database cannot be opened.
    """

    def __init__(self, url: str) -> None:
        try:
            self._engine = open_engine(url)
            # SQLite's connections must not be carried across a fork (sqlite.org/howto
            # corrupt, 2.6), as a server that loads the app first would do.
            forget = WeakMethod(self._forget_connections)
            os.register_at_fork(after_in_child=lambda: _call(forget))
            create_tables(self._engine, metadata)
        except (SQLAlchemyError, ImportError) as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise SettingError(
                f"DROPSLOT_DATABASE_URL is '{without_password(url)}', but it must be a"
                f" database that can be opened ({reason})."
            ) from error

    def add(self, uploads: Sequence[Upload], note: Note | None = None) -> None:
        """Record uploads, all of them or none.

        :param note: writes what shall be known together with them, or not at all; what
            it raises undoes everything.
        """
        with self.begin() as connection:
            connection.execute(_uploads.insert(), [_to_row(u) for u in uploads])
            if note is not None:
                note(connection, uploads)

    def get(self, name: str) -> Upload:
        """The record of one upload.

        :raises NotThere: there is none.
        """
        with self.begin() as connection:
            row = connection.execute(
                _uploads.select().where(_uploads.c.name == name)
            ).one_or_none()
        if row is None:
            raise NotThere
        return _from_row(row)

    def has(self, name: str) -> bool:
        """Whether there is a record of that name."""
        try:
            return bool(self.get(name))
        except NotThere:
            return False

    def remove(self, name: str) -> bool:
        """Remove one record; return whether it was there."""
        with self.begin() as connection:
            result = connection.execute(
                _uploads.delete().where(_uploads.c.name == name)
            )
        return result.rowcount > 0

    def newest(
        self, visitor: Visitor, access: str, before: str | None, limit: int
    ) -> list[Upload]:
        """The uploads that a visitor may see, newest first, at most ``limit`` of them.

        :param before: only those older than this name; the page costs the same
            wherever it begins (keyset pagination).
        """
        query = _seen_by(visitor, access).order_by(_uploads.c.name.desc()).limit(limit)
        if before is not None:
            query = query.where(_uploads.c.name < before)
        return self._fetch(query)

    def named(
        self, visitor: Visitor, access: str, names: Sequence[str]
    ) -> list[Upload]:
        """Those of the named uploads that a visitor may see, newest first."""
        query = _seen_by(visitor, access).where(_uploads.c.name.in_(names))
        return self._fetch(query.order_by(_uploads.c.name.desc()))

    def titled(self, owner: str, stem: str) -> list[Upload]:
        """An owner's uploads by their title without its extension, newest first."""
        query = _uploads.select().where(
            _uploads.c.owner == owner,
            _uploads.c.title.startswith(stem + ".", autoescape=True),
        )
        found = self._fetch(query.order_by(_uploads.c.name.desc()))
        # SQLite's LIKE takes "A" for "a", and "ann.b.png" begins like "ann.png".
        return [upload for upload in found if stem_of(upload.title) == stem]

    def probe(self) -> None:
        """Prove that the database answers."""
        with self.begin() as connection:
            connection.execute(sa.select(1))

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def _forget_connections(self) -> None:
        self._engine.dispose(close=False)

    def _fetch(self, query: sa.Select[Any]) -> list[Upload]:
        with self.begin() as connection:
            return [_from_row(row) for row in connection.execute(query)]

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """A transaction, its failures told as ours; other tables share it.

        :raises IntegrityError: the row is there already.
        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            told = str(getattr(error, "orig", ""))
            full = "full" in told or "disk I/O" in told
            raise (StorageFull if full else StorageFailed) from error


def _call(method: WeakMethod[Callable[[], None]]) -> None:
    if alive := method():
        alive()


def _seen_by(visitor: Visitor, access: str) -> sa.Select[Any]:
    """The query's form of ``Upload.may_be_seen_by``."""
    query = _uploads.select()
    if access in ("public", "members") or visitor.is_admin:
        return query
    of_browser = sa.and_(
        _uploads.c.owner.is_(None), _uploads.c.browser == visitor.browser
    )
    if visitor.owner is None:
        return query.where(of_browser)
    return query.where(sa.or_(_uploads.c.owner == visitor.owner, of_browser))


def _to_row(upload: Upload) -> dict[str, Any]:
    row = asdict(upload)
    row["created_ms"] = milliseconds(row.pop("created"))
    return row


def _from_row(row: sa.Row[Any]) -> Upload:
    values = dict(row._mapping)
    created = datetime.fromtimestamp(values.pop("created_ms") / 1000, UTC)
    return Upload(created=created, **values)
