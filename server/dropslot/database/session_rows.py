"""The rows of the upload sessions, for all who read and write them."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from dropslot.model import UploadSession

from .schema import upload_sessions as table

_COLUMNS = ("id", "sender", "total_bytes", "chunk_bytes", "name", "state", "refusal")


def find(connection: sa.Connection, session_id: str) -> UploadSession | None:
    """What stands there of one, or None."""
    columns = [table.c[name].label(name) for name in _COLUMNS]
    query = sa.select(*columns).where(table.c.id == session_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else UploadSession(**row._mapping)


def insert(connection: sa.Connection, session: UploadSession, touched_ms: int) -> None:
    """Write a new one.

    :raises IntegrityError: one of that id is there.
    """
    values = {name: getattr(session, name) for name in _COLUMNS}
    connection.execute(table.insert().values(**values, touched_ms=touched_ms))


def change(
    connection: sa.Connection,
    condition: sa.ColumnElement[bool],
    values: Mapping[str, object],
) -> bool:
    """Change those that a condition is true of; return whether there was one."""
    statement = table.update().where(condition).values(values)
    return connection.execute(statement).rowcount > 0
