"""Files that arrive in chunks: what is answered, known, forgotten and swept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from apps import backend_of
from dropslot.database import schema
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


def test_the_chunk_that_completes_a_file_is_answered_with_its_address(
    sender: Sender,
) -> None:
    answers = [sender.send(index) for index in range(sender.count)]

    assert sender.count > 2
    assert {answer.status_code for answer in answers} == {204}
    assert ["Location" in a.headers for a in answers].count(True) == 1
    location = answers[-1].headers["Location"]
    assert sender.client.get(location).data == sender.body
    (upload,) = sender.client.get("/uploads/").get_json()["uploads"]
    assert upload["title"] == "photo.jpg"


def test_nothing_is_left_of_the_chunks_of_a_whole_file(
    sender: Sender, folder: Path
) -> None:
    sender.send_all()

    for room in ("chunks", "staging"):
        assert list((folder / ".dropslot" / room).iterdir()) == []


def test_nothing_unfinished_is_listed_or_served(sender: Sender, folder: Path) -> None:
    sender.send(0)

    assert sender.client.get("/uploads/").get_json()["uploads"] == []
    assert list(folder.glob("*.jpg")) == []


def test_what_is_there_is_told_to_who_began_it_only(sender: Sender) -> None:
    sender.send(2)
    sender.send(0)
    stranger = sender.client.application.test_client()

    assert sender.received() == [0, 2]
    assert stranger.get(f"/partial/{sender.uuid}").status_code == 404
    assert stranger.delete(f"/partial/{sender.uuid}").status_code == 404
    assert sender.received() == [0, 2]


@pytest.mark.parametrize(
    "uuid", ["0e2c1f5a-8a3b-4c5d-9e6f-0123456789ab", "..%2F..%2Fetc", "x"]
)
def test_what_was_never_begun_is_404(client: FlaskClient, uuid: str) -> None:
    assert client.get(f"/partial/{uuid}").status_code == 404
    assert client.delete(f"/partial/{uuid}").status_code == 404


def test_another_visitors_same_uuid_is_another_file(sender: Sender, app: Flask) -> None:
    other = Sender(client=app.test_client(), body=jpeg(seed=2), uuid=sender.uuid)
    for index in range(max(sender.count, other.count)):
        for one in (sender, other):
            if index < one.count:
                answer = one.send(index)
                if "Location" in answer.headers:
                    stored = one.client.get(answer.headers["Location"]).data
                    assert stored == one.body


def test_a_forgotten_file_is_gone(sender: Sender, folder: Path) -> None:
    sender.send(0)

    assert sender.client.delete(f"/partial/{sender.uuid}").status_code == 204

    assert sender.client.get(f"/partial/{sender.uuid}").status_code == 404
    assert list((folder / ".dropslot" / "chunks").iterdir()) == []


@pytest.mark.parametrize("whole", [False, True], ids=["chunks", "whole"])
def test_to_forget_what_was_kept_takes_it_back(
    sender: Sender, folder: Path, whole: bool
) -> None:
    location = (sender.send_whole if whole else sender.send_all)().headers["Location"]
    stranger = sender.client.application.test_client()

    assert stranger.delete(f"/partial/{sender.uuid}").status_code == 404
    assert sender.client.get(location).status_code == 200
    assert sender.client.delete(f"/partial/{sender.uuid}").status_code == 204

    assert sender.client.get(location).status_code == 404
    assert sender.client.get(f"/partial/{sender.uuid}").status_code == 404
    assert sender.client.delete(f"/partial/{sender.uuid}").status_code == 404
    assert list(folder.glob("*.jpg")) == []


def test_what_was_kept_by_one_who_died_right_after_may_come_again(
    app: Flask, sender: Sender
) -> None:
    location = sender.send_all().headers["Location"]
    still_there(app)
    sender.client.delete(location)

    again = sender.send_all()

    assert again.status_code == 204
    assert sender.client.get(again.headers["Location"]).data == sender.body


def test_chunks_that_were_left_of_a_kept_file_are_swept(
    app: Flask, sender: Sender, folder: Path
) -> None:
    sender.send_all()
    still_there(app)
    make_marks_older(folder, hours=2)

    sweep(backend_of(app), datetime.now(UTC))

    with backend_of(app).database.begin() as connection:
        assert connection.execute(schema.chunks.select()).all() == []


def test_what_was_seized_by_one_who_died_may_come_again_after_a_sweep(
    app: Flask, sender: Sender, folder: Path
) -> None:
    sender.send(0)
    backend_of(app).sessions.seize_oldest(but="")
    assert sender.send(1).status_code == 503

    sweep(backend_of(app), datetime.now(UTC))

    assert list((folder / ".dropslot" / "chunks").iterdir()) == []
    assert sender.send_all().status_code == 204


def still_there(app: Flask) -> None:
    """Leave a chunk's row of a file that is kept, as a crash does."""
    backend = backend_of(app)
    with backend.database.begin() as connection:
        (session_id,) = connection.scalars(sa.select(schema.upload_sessions.c.id))
        row = {"session_id": session_id, "offset_bytes": 0, "size_bytes": 4000}
        connection.execute(schema.chunks.insert(), {"mount": backend.mount_id, **row})


@pytest.mark.parametrize("whole", [False, True], ids=["chunks", "whole"])
def test_what_was_taken_back_may_come_again_in_chunks(
    sender: Sender, whole: bool
) -> None:
    first = (sender.send_whole if whole else sender.send_all)().headers["Location"]
    sender.client.delete(first)

    assert sender.client.get(f"/partial/{sender.uuid}").status_code == 404
    assert sender.send_last().status_code == 204
    assert sender.received() == [sender.count - 1]
    again = sender.send_all(range(sender.count - 1)).headers["Location"]
    assert again != first
    assert sender.client.get(again).data == sender.body


def test_a_lost_answer_can_be_asked_for_again(sender: Sender) -> None:
    first = sender.send_all().headers["Location"]

    again = sender.send(sender.count - 1)

    assert again.headers["Location"] == first
    assert sender.received() == list(range(sender.count))
    assert len(sender.client.get("/uploads/").get_json()["uploads"]) == 1


def test_a_whole_file_that_is_refused_is_refused_the_same_way_again(
    client: FlaskClient, folder: Path
) -> None:
    sender = Sender(client=client, body=jpeg()[:-50], name="cut.jpg")

    first = sender.send_all()
    again = sender.send(sender.count - 1)

    assert first.status_code == again.status_code == 400
    assert first.text == again.text == "Invalid image: cut.jpg is cut short."
    assert list((folder / ".dropslot" / "chunks").iterdir()) == []


@pytest.mark.parametrize(
    ("hours", "left"),
    [pytest.param(23, 1, id="in time"), pytest.param(25, 0, id="late")],
)
def test_what_nobody_goes_on_with_is_swept(
    sender: Sender, app: Flask, folder: Path, hours: int, left: int
) -> None:
    sender.send(0)

    make_older(folder, "touched_ms", hours=hours)
    sweep(backend_of(app), datetime.now(UTC))

    assert len(list((folder / ".dropslot" / "chunks").iterdir())) == left
