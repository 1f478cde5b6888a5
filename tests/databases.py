"""A database of each kind, for tests of what stands in rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dropslot.database import Database
from dropslot.model import Upload


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


def upload(title: str, number: int = 0, **others: Any) -> Upload:
    """The record of a picture; those of a higher number are newer."""
    stamp = 0x0192F0C12A3B + number
    values = {
        "name": f"{stamp >> 16:08x}-{stamp & 0xFFFF:04x}-7c4d-8e5f-0123456789ab.png",
        "title": title,
        "owner": None,
        "browser": "a-browser",
        "mime_type": "image/png",
        "size_bytes": 100,
        "width_px": 4,
        "height_px": 3,
        "created": datetime(2025, 1, 1, tzinfo=UTC),
    }
    return Upload(**{**values, **others})
