"""Columns that came after 0.1.0: added where they are missing, or else stood in for."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import DDLElement
from sqlalchemy.sql.compiler import DDLCompiler

from .schema import metadata


class AddColumn(DDLElement):
    """``ALTER TABLE ... ADD COLUMN``: takes no time, however many rows there are."""

    inherit_cache = False

    def __init__(self, column: sa.Column[Any]) -> None:
        self.column = column


@compiles(AddColumn)
def _add_column(element: AddColumn, compiler: DDLCompiler, **_: Any) -> str:
    table = compiler.preparer.format_table(element.column.table)
    column = compiler.get_column_specification(element.column)
    return f"ALTER TABLE {table} ADD COLUMN {column}"


def missing_columns(connection: sa.Connection, table: sa.Table) -> list[sa.Column[Any]]:
    """The columns that a table of an earlier version lacks."""
    there = {one["name"] for one in sa.inspect(connection).get_columns(table.name)}
    return [column for column in table.columns if column.name not in there]


def stand_in(connection: Any) -> None:
    """Let a database that cannot be written to be read as if it had every column.

    A view that only this connection has goes before the table (sqlite.org/lang_naming).

    :param connection: the driver's own, of an SQLite file.
    """
    connection.execute("PRAGMA temp_store = MEMORY")
    for table in metadata.sorted_tables:
        rows = connection.execute(f"PRAGMA main.table_info({table.name})").fetchall()
        there = {row[1] for row in rows}
        missing = [column.name for column in table.columns if column.name not in there]
        if there and missing:
            nothing = ", ".join(f"NULL AS {name}" for name in missing)
            connection.execute(
                f"CREATE TEMP VIEW {table.name} AS"  # noqa: S608
                f" SELECT *, {nothing} FROM main.{table.name}"
            )
