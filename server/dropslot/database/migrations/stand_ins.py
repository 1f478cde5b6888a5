"""Reads an earlier SQLite file that cannot be written to, and so not be changed."""

from __future__ import annotations

from typing import Any

from dropslot.database.schema import metadata, mounts, uploads

from .first_tables import MOUNT, MOUNT_NAME, READINGS, Reading
from .versions import VERSION_TABLE


def stand_in(connection: Any) -> None:
    """Let it be read as if it had the tables of today.

    Each is a view that only this connection has, over the table that there is, or over
    nothing.

    :param connection: the driver's own.
    """
    if _columns(connection, VERSION_TABLE):
        _stand_in_for_places(connection)
        return
    if not _columns(connection, "uploads"):
        return
    connection.execute("PRAGMA temp_store = MEMORY")
    for table in metadata.sorted_tables:
        names = [column.name for column in table.columns]
        if table is mounts:
            rows = _mount(names)
        else:
            rows = _rows(connection, names, READINGS.get(table.name))
        connection.execute(f"CREATE TEMP VIEW {table.name} AS {rows}")


def _stand_in_for_places(connection: Any) -> None:
    """Schema 0002 knew of none."""
    there = _columns(connection, uploads.name)
    if not there or "place" in there:
        return
    connection.execute("PRAGMA temp_store = MEMORY")
    rows = f"SELECT *, '' AS place FROM main.{uploads.name}"  # noqa: S608
    connection.execute(f"CREATE TEMP VIEW {uploads.name} AS {rows}")


def _rows(connection: Any, names: list[str], reading: Reading | None) -> str:
    there = _columns(connection, reading.old) if reading else set()
    if reading and there:
        later = [name for name in names if name not in reading.columns]
        told = ", ".join(["*", *(f"'' AS {name}" for name in later)])
        return f"SELECT {told} FROM ({reading.select(there, 'main.')})"  # noqa: S608
    return f"SELECT {', '.join(f'NULL AS {name}' for name in names)} WHERE 0"


def _mount(names: list[str]) -> str:
    known = {"id": str(MOUNT), "name": f"'{MOUNT_NAME}'"}
    told = ", ".join(f"{known.get(name, 'NULL')} AS {name}" for name in names)
    return f"SELECT {told}"


def _columns(connection: Any, table: str) -> set[str]:
    rows = connection.execute(f"PRAGMA main.table_info({table})").fetchall()
    return {row[1] for row in rows}
