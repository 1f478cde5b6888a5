"""PostgreSQL has no room: nothing more is taken, what is there is shown, and nothing is
left of what was refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

import sqlalchemy as sa
from disks import fill, small_disk
from http_visitor import Visitor
from pictures import jpeg
from replica_set import replica_set
from services.postgres import Postgres, new_database
from services.s3 import Bucket

# The last pages of its tables have room for less.
_MANY = 100


def test_a_database_that_is_full_takes_nothing_and_loses_nothing(
    own_postgres: Postgres, bucket: Bucket, tmp_path: Path
) -> None:
    with (
        on_a_small_disk(own_postgres) as (url, disk),
        replica_set(tmp_path, bucket, url, 1) as alone,
    ):
        port, photo, visitor = alone.all[0].port, jpeg(64, 48), Visitor()
        filling = fill(disk)

        def post(_: int = 0) -> int:
            return visitor.post(port, f"{'a' * 150}.jpg", photo).status

        kept = list(takewhile(lambda status: status == 204, map(post, range(_MANY))))
        assert post() == 507
        assert len(visitor.get(port, "/uploads/").json()["uploads"]) == len(kept)
        assert visitor.get(port, "/").status == 200

        filling.unlink()
        assert visitor.post(port, "a.jpg", photo).status == 204
        alone.sweep_a_crash()
        assert alone.lost() == alone.unrecorded() == alone.marked() == []


@contextmanager
def on_a_small_disk(server: Postgres) -> Iterator[tuple[str, Path]]:
    """A database on a disk of its own."""
    place = server.folder / "small"
    with small_disk(place, "24m") as disk, new_database(server.url) as url:
        if server._account:
            shutil.chown(disk, server._account.pw_uid)
        engine = sa.create_engine(server.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            name = sa.make_url(url).database
            connection.exec_driver_sql(f"CREATE TABLESPACE small LOCATION '{disk}'")
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET TABLESPACE small")
        engine.dispose()
        yield url, disk
