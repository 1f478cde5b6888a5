"""What is no chunk of a file, and how much may be left unfinished."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from apps import MakeApp
from browsers import become, cookie_name
from dropslot import Dropslot
from dropslot.uploads.chunks import MAX_UNFINISHED
from flask import Flask
from flask.testing import FlaskClient
from pictures import jpeg
from sending import Sender


@pytest.fixture
def sender(client: FlaskClient) -> Sender:
    """Sends a photo in a few chunks, from a page that it has loaded."""
    client.get("/")
    return Sender(client=client, body=jpeg())


def test_a_file_that_was_begun_in_smaller_chunks_may_go_on(
    make_app: MakeApp,
) -> None:
    sender = Sender(
        client=make_app(SECRET_KEY="the same for both").test_client(), body=jpeg()
    )
    sender.send(0)

    later = make_app(
        SECRET_KEY="the same for both", CHUNK_BYTES=8 * 1024**2
    ).test_client()
    become(later, sender.client)
    sender = replace(sender, client=later)

    assert "Location" in sender.send_all(range(1, sender.count)).headers


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({"dztotalfilesize": 10**12}, 400, id="a total that disagrees"),
        pytest.param({"dzchunkindex": -1}, 400, id="a negative index"),
        pytest.param({"dzuuid": "../x"}, 400, id="a path for a uuid"),
    ],
)
def test_nonsense_changes_nothing(
    sender: Sender, folder: Path, fields: dict[str, object], status: int
) -> None:
    sender.send(0)

    assert sender.send(1, **fields).status_code == status

    assert sender.received() == [0]
    assert list((folder / ".dropslot" / "staging").iterdir()) == []


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"short", id="fewer bytes than declared"),
        pytest.param(bytes(4001), id="more bytes than declared"),
    ],
)
def test_a_chunk_of_another_length_is_refused(sender: Sender, data: bytes) -> None:
    sender.send(0)

    assert sender.send_bytes(1, data).status_code == 400
    assert sender.received() == [0]


def test_a_total_that_changes_is_refused(sender: Sender) -> None:
    sender.send(0)
    longer = Sender(client=sender.client, body=sender.body + b"1", uuid=sender.uuid)

    assert longer.send(1).status_code == 400


def test_a_total_over_the_limit_is_413_with_the_first_chunk(
    make_app: MakeApp,
) -> None:
    client = make_app(MAX_CONTENT_LENGTH=5000).test_client()
    sender = Sender(client=client, body=bytes(6000), chunk_bytes=1000)

    answer = sender.send(0)

    assert answer.status_code == 413
    assert answer.text == "File is too large: 5.9 KB; the limit is 4.9 KB."


def test_a_wrong_extension_is_refused_with_the_first_chunk(
    client: FlaskClient,
) -> None:
    answer = Sender(client=client, body=jpeg(), name="photo.svg").send(0)

    assert answer.headers["Dropslot-Error"] == "wrong-extension"


def test_chunks_of_another_extension_are_refused(sender: Sender, folder: Path) -> None:
    sender.send(0)

    for name in ("photo.png", "photo.jpeg"):
        other = replace(sender, name=name)
        statuses = {other.send(index).status_code for index in range(1, other.count)}
        assert statuses == ({400} if name == "photo.png" else {204})
    assert len(list(folder.glob("*.jpg"))) == 1


def test_one_sender_can_leave_only_so_many_unfinished(client: FlaskClient) -> None:
    for _ in range(MAX_UNFINISHED):
        assert (
            Sender(client=client, body=bytes(1025), chunk_bytes=1024)
            .send(0)
            .status_code
            == 204
        )

    refused = Sender(client=client, body=bytes(1025), chunk_bytes=1024).send(0)

    assert refused.status_code == 429
    assert refused.headers["Dropslot-Error"] == "too-many-partials"


def test_one_sender_can_leave_only_so_many_bytes_unfinished(
    make_app: MakeApp,
) -> None:
    client = make_app(MAX_CONTENT_LENGTH=2048).test_client()
    answers = [
        Sender(client=client, body=bytes(2048), chunk_bytes=1024).send(0).status_code
        for _ in range(17)
    ]

    assert answers == [204] * 16 + [507]


@pytest.mark.parametrize(
    ("page_bytes", "chunk_bytes", "status"),
    [
        pytest.param(8 * 1024**2, 65_535, 400, id="under 64 KiB"),
        pytest.param(8 * 1024**2, 65_536, 204, id="64 KiB"),
        pytest.param(2048, 2047, 400, id="under what the page sends"),
        pytest.param(2048, 2048, 204, id="what the page sends"),
    ],
)
def test_chunks_smaller_than_anybody_needs_are_refused(
    make_app: MakeApp, folder: Path, page_bytes: int, chunk_bytes: int, status: int
) -> None:
    client = make_app(CHUNK_BYTES=page_bytes).test_client()
    sender = Sender(client=client, body=bytes(100_000), chunk_bytes=chunk_bytes)

    answer = sender.send(0)

    assert answer.status_code == status
    left = list((folder / ".dropslot" / "chunks").iterdir())
    assert len(left) == (1 if status == 204 else 0)


def test_a_small_file_may_come_in_one_small_chunk(client: FlaskClient) -> None:
    sender = Sender(client=client, body=jpeg(16, 16), chunk_bytes=1000)

    assert sender.count == 1
    assert "Location" in sender.send(0).headers


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "This browser keeps no cookies"), ("zh", "Cookie")],
)
@pytest.mark.parametrize("index", [0, 1], ids=["the first chunk", "a later one"])
def test_a_browser_that_keeps_no_cookies_is_told_so_before_anything_is_kept(
    app: Flask, folder: Path, language: str, sentence: str, index: int
) -> None:
    sender = Sender(client=app.test_client(use_cookies=False), body=jpeg())
    sender.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language

    answer = sender.send(index)

    assert answer.status_code == 400
    assert sentence in answer.text
    assert list((folder / ".dropslot" / "chunks").iterdir()) == []


def test_a_program_learns_the_cookie_from_the_refusal(app: Flask) -> None:
    program = app.test_client(use_cookies=False)
    content_type, body = Sender(client=program, body=jpeg()).form(0, jpeg()[:4000])
    refused = program.post("/", data=body, content_type=content_type)
    cookie = refused.headers["Set-Cookie"].partition(";")[0]
    program.environ_base["HTTP_COOKIE"] = cookie

    answer = Sender(client=program, body=jpeg()).send_all()

    assert "Location" in answer.headers


def test_a_file_in_one_chunk_needs_no_cookie(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    sender = Sender(client=client, body=jpeg(16, 16), chunk_bytes=1000)

    assert "Location" in sender.send(0).headers


def test_a_cookie_that_is_not_ours_is_none(app: Flask) -> None:
    sender = Sender(client=app.test_client(), body=jpeg())
    sender.client.set_cookie(cookie_name(app), "forged")

    assert sender.send(0).status_code == 400


def test_who_is_signed_in_needs_no_cookie_of_ours(folder: Path) -> None:
    app = Flask("host")
    settings = {"UPLOAD_PATH": str(folder), "CHUNK_BYTES": 1024}
    slot = Dropslot(app, owner=lambda: "ann", settings=settings)
    sender = Sender(client=app.test_client(use_cookies=False), body=jpeg())

    answer = sender.send_all()
    slot.close()

    assert "Location" in answer.headers


def test_a_whole_file_needs_no_cookie(app: Flask) -> None:
    sender = Sender(client=app.test_client(use_cookies=False), body=jpeg())

    assert "Location" in sender.send_whole().headers


def test_chunks_leave_room_on_the_disk_for_whole_files(
    make_app: MakeApp, folder: Path
) -> None:
    # No disk has room for four files of a tebibyte, the largest limit there is.
    client = make_app(MAX_CONTENT_LENGTH=1024**4).test_client()
    sender = Sender(client=client, body=jpeg())

    refused = sender.send(0)

    assert (refused.status_code, refused.headers["Dropslot-Error"]) == (
        507,
        "storage-full",
    )
    assert list((folder / ".dropslot" / "chunks").iterdir()) == []
    assert "Location" in sender.send_whole().headers


def test_files_that_are_begun_at_once_count_each_other(make_app: MakeApp) -> None:
    client = make_app(MAX_CONTENT_LENGTH=2048).test_client()
    client.get("/")
    senders = [
        Sender(client=client, body=bytes(2048), chunk_bytes=1024).twin()
        for _ in range(24)
    ]

    with ThreadPoolExecutor(len(senders)) as pool:
        answers = list(pool.map(lambda sender: sender.send(0).status_code, senders))

    assert sorted(answers) == [204] * 16 + [507] * 8
