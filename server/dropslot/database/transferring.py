"""Takes all rows of one Dropslot to another database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, cast

import sqlalchemy as sa

from .database import Database
from .schema import metadata, mounts, upload_sessions, uploads, users

_BATCH = 5_000
# A million rows, and the indexes over them.
_PATIENCE_SECONDS = 3600.0
_TABLES = [table for table in metadata.sorted_tables if table is not mounts]
# Who has started with a database by mistake has no more in it than a row of its own.
_USED = (uploads, upload_sessions, users)

Say: TypeAlias = Callable[[int], None]
"""Is told how many rows are there by now."""


class CannotTransfer(Exception):
    """The rows cannot go there; its text is the whole sentence."""


def transfer(source: Database, mount_id: int, target: Database, say: Say) -> int:
    """Take all rows of a Dropslot along; nobody can write to the source meanwhile.

    What an attempt that was killed, or a way back, has left in the target is replaced.
    Until all rows are there nothing changes in the source; after that nobody can start
    with it any more. In between nobody can start with either, and this is to be done
    again.

    :return: how many rows there are.
    :raises CannotTransfer: the target is used by this Dropslot.
    :raises StorageFull, StorageFailed: one of them cannot.
    """
    with source.begin() as reading:
        _keep_others_out(source, reading)
        row = reading.execute(mounts.select().where(mounts.c.id == mount_id)).one()
        if row.records_at is None:
            _fill(source, reading, row, target, say)
            moved = mounts.update().where(mounts.c.id == mount_id)
            reading.execute(moved.values(records_at=target.place))
    # Also where this is all that was missing.
    if not _opened(source, row, target):
        raise CannotTransfer(f"The records have moved to '{row.records_at}' before.")
    return _count_all(target, row)


def _fill(
    source: Database,
    reading: sa.Connection,
    row: sa.Row[Any],
    target: Database,
    say: Say,
) -> None:
    with target.begin() as writing:
        _take_time(writing)
        target.lock(writing, "mounts")
        mount_id = _made(writing, row, source, target)
        count = 0
        for table in _TABLES:
            for batch in _rows(reading, table, row.id):
                moved = [{**one, "mount": mount_id} for one in batch]
                writing.execute(table.insert(), moved)
                count += len(moved)
                say(count)
            _compare(reading, row.id, writing, mount_id, table)
            _let_know(writing, table)


def _opened(source: Database, row: sa.Row[Any], target: Database) -> bool:
    """Let servers start with the target; whether they could not before."""
    is_arriving = mounts.c.records_at == source.place
    with target.begin() as writing:
        there = _there(writing, row)
        if there is None:
            return False
        change = mounts.update().where(mounts.c.id == there.id, is_arriving)
        return writing.execute(change.values(records_at=None)).rowcount > 0


def _made(
    writing: sa.Connection, row: sa.Row[Any], source: Database, target: Database
) -> int:
    """The id of its row in the target, which has no others of it."""
    values = {**row._mapping, "records_at": source.place}
    del values["id"]
    there = _there(writing, row)
    if there is None:
        made = mounts.insert().values(values).returning(mounts.c.id)
        return int(writing.execute(made).scalar_one())
    if there.records_at is None and any(
        _count(writing, table, there.id) for table in _USED
    ):
        raise CannotTransfer(
            f"'{target.place}' has records of this Dropslot already, and has not been"
            " left by 'dropslot move-records'."
        )
    for table in _TABLES:
        writing.execute(table.delete().where(table.c.mount == there.id))
    writing.execute(mounts.update().where(mounts.c.id == there.id).values(values))
    return int(there.id)


def _there(writing: sa.Connection, row: sa.Row[Any]) -> sa.Row[Any] | None:
    """The row of the same Dropslot in the target."""
    is_same = mounts.c.store == row.store
    if row.folder_id is not None:
        is_same = sa.or_(is_same, mounts.c.folder_id == row.folder_id)
    return writing.execute(mounts.select().where(is_same)).first()


def _count_all(target: Database, row: sa.Row[Any]) -> int:
    with target.begin() as connection:
        there = _there(connection, row)
        assert there is not None  # noqa: S101 - it was opened a moment ago
        return sum(_count(connection, table, there.id) for table in _TABLES)


def _rows(
    reading: sa.Connection, table: sa.Table, mount_id: int
) -> Iterator[Sequence[Mapping[Any, Any]]]:
    query = table.select().where(table.c.mount == mount_id)
    in_order = query.order_by(*table.primary_key.columns)
    streamed = in_order.execution_options(yield_per=_BATCH)
    yield from reading.execute(streamed).mappings().partitions()


def _compare(
    reading: sa.Connection,
    mount_id: int,
    writing: sa.Connection,
    other_id: int,
    table: sa.Table,
) -> None:
    here, there = _count(reading, table, mount_id), _count(writing, table, other_id)
    if here != there:
        raise CannotTransfer(
            f"Of {here} rows of {table.name} only {there} have arrived; nothing has"
            " changed."
        )


def _count(connection: sa.Connection, table: sa.Table, mount_id: int) -> int:
    query = sa.select(sa.func.count()).select_from(table)
    here = query.where(table.c.mount == mount_id)
    return int(connection.execute(here).scalar_one())


def _let_know(connection: sa.Connection, table: sa.Table) -> None:
    """Have PostgreSQL look at what came, so that it plans its first queries well."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {table.name}")


def _keep_others_out(database: Database, connection: sa.Connection) -> None:
    _take_time(connection)
    database.lock(connection, "mounts")
    if connection.dialect.name == "postgresql":
        names = ", ".join(table.name for table in metadata.sorted_tables)
        connection.exec_driver_sql(f"LOCK TABLE {names} IN EXCLUSIVE MODE")


def _take_time(connection: sa.Connection) -> None:
    """Lift the bounds, which are for requests, until this transaction has ended."""
    if connection.dialect.name != "postgresql":
        return
    driver = cast(Any, connection.connection.dbapi_connection)
    driver.patience_seconds = _PATIENCE_SECONDS
    for bound in ("statement_timeout", "idle_in_transaction_session_timeout"):
        connection.exec_driver_sql(f"SET LOCAL {bound} = 0")
