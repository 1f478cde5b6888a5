"""A database that is full, damaged or away is told as what it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from apps import MakeApp, backend_of
from disks import fill, small_disk
from dropslot import SettingError
from pictures import jpeg
from posting import kept, post


def test_a_database_on_a_full_disk_of_its_own_is_507(
    make_app: MakeApp, folder: Path, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "database", "4m") as disk:
        app = make_app(DATABASE_URL=f"sqlite:///{disk}/catalog.db")
        client = app.test_client()
        fill(disk)
        # The log has some room left, for a few records.
        answers = [post(client, ("a.jpg", jpeg(32, 24))) for _ in range(9)]
        health = client.get("/healthz")
        backend_of(app).sender.close()  # type: ignore[attr-defined]

    assert {answer.status_code for answer in answers} <= {204, 507}
    assert answers[-1].status_code == 507
    assert health.status_code == 507
    kept_files = [answer for answer in answers if answer.status_code == 204]
    assert len(list(folder.glob("*.jpg"))) == len(kept_files)


DAMAGES = [
    pytest.param(0, b"no database at all " * 300, "file is not a database", id="other"),
    pytest.param(4096, bytes(100 * 4096), "malformed", id="zeroed pages"),
]


@pytest.mark.parametrize(("offset", "damage", "reason"), DAMAGES)
def test_a_damaged_database_stops_the_start_with_its_name(
    make_app: MakeApp, folder: Path, offset: int, damage: bytes, reason: str
) -> None:
    app = make_app()
    kept(app.test_client(), "a.jpg", jpeg())
    backend_of(app).sender.close()  # type: ignore[attr-defined]
    catalog = folder / ".dropslot" / "catalog.db"
    spoil(catalog, offset, damage)

    with pytest.raises(SettingError) as error:
        make_app()

    assert str(error.value).startswith(f"The database '{catalog}' is damaged")
    assert reason in str(error.value)
    assert "dropslot import" in str(error.value)


def test_a_database_that_is_damaged_while_it_serves_is_503_and_said_once(
    make_app: MakeApp, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app()
    client = app.test_client()
    location = kept(client, "a.jpg", jpeg())
    catalog = folder / ".dropslot" / "catalog.db"
    with closing(sqlite3.connect(catalog)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    backend_of(app).database.close()
    spoil(catalog, 4096, bytes(catalog.stat().st_size - 4096))

    answers = [client.get(location), client.get("/uploads/"), client.get("/healthz")]

    assert [answer.status_code for answer in answers] == [503] * 3
    assert caplog.text.count(f"The database '{catalog}' is damaged") == 1


def spoil(path: Path, offset: int, damage: bytes) -> None:
    size_bytes = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(damage[: max(0, size_bytes - offset)])
