"""Leases: who joins the chunks of a file, and after whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from apps import backend_of
from dropslot import measures
from dropslot.database.schema import upload_sessions as sessions
from flask import Flask
from flask.testing import FlaskClient
from holding import catalog_of, make_older
from pictures import jpeg
from sending import Sender

AGE = timedelta(seconds=30)


class Heard:
    """Counts leases that were taken over."""

    taken_over = 0

    def lease_taken_over(self) -> None:
        self.taken_over += 1

    def step_took(self, step: measures.Step, seconds: float) -> None: ...

    def request_took(self, route: str | None, status: int, seconds: float) -> None: ...


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Hears what is measured."""
    heard = Heard()
    measures.listen(heard)
    yield heard
    measures.stop_listening(heard)


def test_a_lease_is_told_from_one_that_is_taken_over_from_who_died(
    app: Flask, client: FlaskClient, folder: Path, heard: Heard
) -> None:
    leases, known = backend_of(app).leases, backend_of(app).sessions
    Sender(client=client, body=jpeg()).send(0)
    with catalog_of(folder) as catalog:
        session_id = catalog.execute(sa.select(sessions.c.id)).scalar_one()

    assert leases.acquire(known.get(session_id), AGE)
    assert leases.acquire(known.get(session_id), AGE) is None
    assert heard.taken_over == 0

    make_older(folder, "leased_ms", hours=1)
    assert leases.acquire(known.get(session_id), AGE)
    assert heard.taken_over == 1
