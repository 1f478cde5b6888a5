"""A database of each kind, for tests of what stands in rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dropslot.database import Database


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that is empty."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'catalog.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database of each kind."""
    database = Database(database_url)
    yield database
    database.close()
