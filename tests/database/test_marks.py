"""What is marked, who may settle it, and who takes it back."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from databases import upload
from dropslot.database import Catalog, Database, MarkLost, Marks

KEY = upload("a").key
WAITING = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")


def test_what_the_sweep_has_seized_can_not_be_recorded(database: Database) -> None:
    marks, catalog = Marks(database, 1), Catalog(database, 1)
    marks.note([KEY])
    assert marks.seize(timedelta(seconds=-1)) == [KEY]

    with pytest.raises(MarkLost):
        catalog.add([upload("a")], [marks.settling([KEY])])

    assert not catalog.has(upload("a").name)
    assert marks.all() == {KEY}


def test_what_is_taken_back_while_its_commit_goes_on_is_seen(postgres_url: str) -> None:
    database = Database(postgres_url)
    marks, catalog = Marks(database, 1), Catalog(database, 1)
    marks.note([KEY])

    def take_back() -> bool:
        marks.wait_until_settled([KEY])
        return catalog.remove(upload("a").name)

    with ThreadPoolExecutor(1) as threads:

        def go_on_late(_: object, __: object) -> None:
            taken.append(threads.submit(take_back))
            with database.begin() as other:
                while not (other.scalar(WAITING) or taken[0].done()):
                    time.sleep(0.01)

        taken: list[Future[bool]] = []
        catalog.add([upload("a")], [marks.settling([KEY]), go_on_late])

        assert taken[0].result()
    database.close()
