"""What of a file is here, as both databases count it."""

from __future__ import annotations

from dropslot.database import Database, UploadSessions
from dropslot.model import OPEN, UploadSession


def test_a_chunk_counts_once_however_often_it_comes(database: Database) -> None:
    sessions = UploadSessions(database, 1)
    begun = UploadSession("id", "sender", 10, 4, "a.jpg", OPEN)
    sessions.begin(begun, 5, 1000, lambda _: None)

    counted = [sessions.arrived("id", offset, 4) for offset in (4, 0, 4)]

    assert counted == [4, 8, 8]
    assert sessions.offsets("id") == [0, 4]
