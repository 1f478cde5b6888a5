"""What is counted under a lock is exact, however many count at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from databases import upload
from dropslot.database import Catalog, Database, schema, total_bytes
from dropslot.model import StorageFull, Upload

MOST_BYTES = 500


def test_many_at_once_do_not_go_over_a_limit(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(2)]

    def refuse_over_limit(connection: sa.Connection, uploads: object) -> None:
        databases[0].lock(connection, "total", 1)
        if total_bytes(connection, 1) > MOST_BYTES:
            raise StorageFull

    def add(number: int) -> Upload | None:
        it = upload("a", number, size_bytes=100)
        try:
            Catalog(databases[number % 2], 1).add([it], [refuse_over_limit])
        except StorageFull:
            return None
        return it

    with ThreadPoolExecutor(8) as threads:
        added = [it for it in threads.map(add, range(24)) if it]

    assert len(added) == 5
    assert Catalog(databases[0], 1).known([it.name for it in added]) == {
        it.name for it in added
    }
    for database in databases:
        database.close()


def test_what_is_read_after_a_lock_is_not_changed_by_another(
    database: Database,
) -> None:
    """Here nothing is written first."""
    catalog = Catalog(database, 1)

    def add_if_there_is_room(number: int) -> None:
        with database.begin() as connection:
            database.lock(connection, "total", 1)
            if total_bytes(connection, 1) < MOST_BYTES:
                row = {
                    "mount": 1,
                    "name": upload("", number).name,
                    "title": "",
                    "browser": "",
                    "mime_type": "",
                    "size_bytes": 100,
                    "width_px": 1,
                    "height_px": 1,
                    "created_ms": 1,
                }
                connection.execute(schema.uploads.insert().values(row))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_if_there_is_room, range(24)))

    assert catalog.total_bytes() == MOST_BYTES
