"""What is begun, gone on with and swept at the same time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from apps import backend_of
from dropslot.database.schema import upload_sessions as sessions
from dropslot.model import KEPT
from dropslot.uploads import sweep
from flask import Flask
from flask.testing import FlaskClient
from holding import make_marks_older, make_older
from pictures import jpeg
from sending import Sender


@pytest.fixture
def sender(client: FlaskClient) -> Sender:
    """Sends a photo in a few chunks, from a page that it has loaded."""
    client.get("/")
    return Sender(client=client, body=jpeg())


def test_a_file_that_has_gone_on_is_not_swept(
    sender: Sender, app: Flask, folder: Path
) -> None:
    sender.send(0)
    make_older(folder, "touched_ms", hours=25)
    sender.send(1)

    sweep(backend_of(app), datetime.now(UTC))

    assert sender.received() == [0, 1]


def test_a_file_that_goes_on_while_the_sweep_is_under_way_is_not_swept(
    sender: Sender, app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.send(0)
    make_older(folder, "touched_ms", hours=25)
    sessions = backend_of(app).sessions
    untouched_for = sessions.untouched_for

    def and_a_chunk_arrives(age: timedelta) -> Iterator[str]:
        found = list(untouched_for(age))
        assert sender.send(1).status_code == 204
        yield from found

    monkeypatch.setattr(sessions, "untouched_for", and_a_chunk_arrives)
    swept = sweep(backend_of(app), datetime.now(UTC))

    assert swept.upload_sessions == 0
    assert sender.received() == [0, 1]


def test_what_is_begun_while_it_is_swept_is_told_to_come_again(
    sender: Sender, app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.send(0)
    make_older(folder, "touched_ms", hours=25)
    chunks = backend_of(app).chunks
    drop = chunks.drop
    statuses: list[int] = []

    def and_a_chunk_arrives(session_id: str, offsets: Sequence[int]) -> None:
        monkeypatch.undo()
        statuses.append(sender.send(1).status_code)
        drop(session_id, offsets)

    monkeypatch.setattr(chunks, "drop", and_a_chunk_arrives)
    swept = sweep(backend_of(app), datetime.now(UTC))

    assert (swept.upload_sessions, statuses) == (1, [503])
    assert sender.send(1).status_code == 204
    assert sender.received() == [1]


def test_a_chunk_that_arrives_when_the_file_is_whole_leaves_nothing(
    sender: Sender, app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.send_all(range(sender.count - 1))
    chunks = backend_of(app).chunks
    put = chunks.put

    def and_another_was_quicker(*given: object) -> None:
        monkeypatch.undo()
        sender.twin().send_last()
        put(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(chunks, "put", and_another_was_quicker)
    late = sender.send_last()

    assert sender.client.get(late.headers["Location"]).data == sender.body
    assert list((folder / ".dropslot" / "chunks").iterdir()) == []


def test_a_chunk_that_arrives_when_the_file_is_forgotten_leaves_nothing(
    sender: Sender, app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.send(0)
    chunks = backend_of(app).chunks
    put = chunks.put

    def and_it_was_forgotten(*given: object) -> None:
        sender.twin().client.delete(f"/partial/{sender.uuid}")
        put(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(chunks, "put", and_it_was_forgotten)

    assert sender.send(1).status_code == 404
    assert list((folder / ".dropslot" / "chunks").iterdir()) == []


def test_what_was_kept_is_known_until_it_is_swept(
    sender: Sender, app: Flask, folder: Path
) -> None:
    sender.send_all()
    other = Sender(client=sender.client, body=jpeg(seed=2))
    other.send_whole()
    assert other.received() == [0]
    make_older(folder, "touched_ms", hours=25)

    swept = sweep(backend_of(app), datetime.now(UTC))

    assert swept.upload_sessions == 0
    for uuid in (sender.uuid, other.uuid):
        assert sender.client.get(f"/partial/{uuid}").status_code == 404
    assert len(sender.client.get("/uploads/").get_json()["uploads"]) == 2


def test_chunks_that_came_too_late_are_swept_and_others_are_not(
    sender: Sender, app: Flask, folder: Path
) -> None:
    sender.send_all()
    chunks = folder / ".dropslot" / "chunks"
    # Whoever brought it was killed before it could look again.
    stray = chunks / session_of(app, KEPT)
    stray.mkdir()
    (stray / "0").write_bytes(b"chunk")
    other = Sender(client=sender.client, body=jpeg(seed=2))
    other.send(0)
    nobodys = chunks / ("0" * 64)
    nobodys.mkdir()
    (nobodys / "0").write_bytes(b"no mark of ours names it")

    for _ in range(2):
        make_marks_older(folder, hours=2)
        sweep(backend_of(app), datetime.now(UTC))

    assert not list(stray.glob("*"))
    assert other.received() == [0]
    assert list(nobodys.iterdir())


def session_of(app: Flask, state: str) -> str:
    with backend_of(app).database.begin() as connection:
        query = sa.select(sessions.c.id).where(sessions.c.state == state)
        return str(connection.execute(query).scalar_one())
