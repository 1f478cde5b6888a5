"""A whole file with a UUID of its sender's: kept once, however often it comes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from holding import holding, marks_in
from pictures import jpeg
from posting import post
from sending import Sender
from werkzeug.test import TestResponse

UUID = "0e2c1f5a-8a3b-4c5d-9e6f-0123456789ab"
PHOTO = jpeg()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Does something at the same time."""
    with ThreadPoolExecutor() as pool:
        yield pool


def test_a_file_that_comes_again_is_stored_once(
    client: FlaskClient, folder: Path
) -> None:
    first, again = send(client), send(client)

    assert (first.status_code, again.status_code) == (204, 204)
    assert first.headers["Location"] == again.headers["Location"]
    assert len(client.get("/uploads/").get_json()["uploads"]) == 1
    assert len(list(folder.glob("*.jpg"))) == 1
    assert list((folder / ".dropslot" / "staging").iterdir()) == []


def test_a_file_that_comes_twice_at_once_is_stored_once(
    client: FlaskClient, app: Flask, folder: Path, pool: ThreadPoolExecutor
) -> None:
    client.get("/")
    twin = Sender(client=client, body=PHOTO).twin().client
    with holding(app) as hold:
        slow = pool.submit(send, twin)
        hold.wait()
        quick = send(client)
        hold.release()

    assert (quick.status_code, slow.result().status_code) == (204, 204)
    assert slow.result().headers["Location"] == quick.headers["Location"]
    assert client.get(quick.headers["Location"]).data == PHOTO
    assert len(list(folder.glob("*.jpg"))) == 1
    assert len(list((folder / ".dropslot" / "thumbnails").iterdir())) == 1
    assert marks_in(folder) == []


def test_another_file_that_comes_at_the_same_time_is_refused(
    client: FlaskClient, app: Flask, folder: Path, pool: ThreadPoolExecutor
) -> None:
    client.get("/")
    twin = Sender(client=client, body=PHOTO).twin().client
    with holding(app) as hold:
        slow = pool.submit(send, twin, jpeg(seed=2))
        hold.wait()
        quick = send(client)
        hold.release()

    assert (quick.status_code, slow.result().status_code) == (204, 400)
    assert len(list(folder.glob("*.jpg"))) == 1


def test_another_senders_same_uuid_is_another_file(app: Flask) -> None:
    locations = {send(app.test_client()).headers["Location"] for _ in range(2)}

    assert len(locations) == 2


def test_files_without_a_uuid_are_as_many_as_come(client: FlaskClient) -> None:
    locations = {post(client, ("a.jpg", PHOTO)).headers["Location"] for _ in range(2)}

    assert len(locations) == 2


def test_a_file_that_was_taken_back_may_come_again(client: FlaskClient) -> None:
    first = send(client).headers["Location"]
    client.delete(first)

    again = send(client)

    assert again.status_code == 204
    assert again.headers["Location"] != first
    assert client.get(again.headers["Location"]).data == PHOTO


def test_nothing_is_remembered_of_a_file_that_was_refused(client: FlaskClient) -> None:
    refused = send(client, PHOTO[:-50])

    assert refused.status_code == 400
    assert client.get(f"/partial/{UUID}").status_code == 404
    assert send(client).status_code == 204


def test_another_file_under_the_uuid_of_a_kept_one_is_refused(
    client: FlaskClient,
) -> None:
    send(client)

    for other in (jpeg(seed=2), bytes(len(PHOTO)), PHOTO[:-50], PHOTO + b"1"):
        assert send(client, other).status_code == 400
    assert send(client).status_code == 204


@pytest.mark.parametrize("uuid", ["", "../x", UUID + "0", "é" * 36])
def test_a_uuid_that_is_none_is_refused(client: FlaskClient, uuid: str) -> None:
    refused = send(client, uuid=uuid)

    assert refused.status_code == 400
    assert refused.text == "The value of “dzuuid” makes no sense here."
    assert client.get("/uploads/").get_json()["uploads"] == []


def test_several_files_with_one_uuid_are_refused(client: FlaskClient) -> None:
    files = (("a.jpg", PHOTO), ("b.jpg", PHOTO))

    assert post(client, *files, fields={"dzuuid": UUID}).status_code == 400
    assert client.get("/uploads/").get_json()["uploads"] == []


def test_a_whole_file_takes_the_place_of_its_own_chunks(
    client: FlaskClient, folder: Path
) -> None:
    chunks = Sender(client=client, body=PHOTO, uuid=UUID)
    chunks.send(0)

    kept = send(client)

    assert kept.status_code == 204
    assert chunks.send(1).headers["Location"] == kept.headers["Location"]
    assert list((folder / ".dropslot" / "chunks").iterdir()) == []


def test_all_chunks_of_a_kept_file_are_said_to_be_there(client: FlaskClient) -> None:
    send(client)

    assert client.get(f"/partial/{UUID}").get_json() == {
        "received": [0],
        "kept": True,
    }


def send(client: FlaskClient, body: bytes = PHOTO, uuid: str = UUID) -> TestResponse:
    return post(client, ("photo.jpg", body), fields={"dzuuid": uuid})
