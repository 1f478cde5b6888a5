"""Files that a host's own view received."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from apps import Browser
from dropslot import Dropslot, Upload, UploadError, sentence, upload_removed
from flask import Flask, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from holding import marks_in
from pictures import jpeg, png
from posting import post


@pytest.fixture
def slot() -> Iterator[Dropslot]:
    """A Dropslot that is in no app yet."""
    slot = Dropslot(url_prefix="/photos")
    yield slot
    slot.close()


@pytest.fixture
def client(slot: Dropslot, folder: Path) -> FlaskClient:
    """A visitor of a host whose own view keeps an avatar for each ``?owner=``."""
    app = Flask("host")
    app.test_client_class = Browser
    app.config.update(DROPSLOT_UPLOAD_PATH=folder, DROPSLOT_CHECK_PROCESSES=1)

    def put() -> ResponseReturnValue:
        (file,) = request.files.values()
        owner, name = request.args.get("owner"), request.args.get("name", "avatar")
        try:
            return slot.keep(file, owner=owner, name=name, replace=True).name
        except UploadError as error:
            return sentence(error), error.status

    def latest() -> ResponseReturnValue:
        upload = slot.latest(owner=request.args["owner"], name="avatar")
        return upload.name if upload else ("none", 404)

    app.add_url_rule("/avatar", view_func=put, methods=["POST"])
    app.add_url_rule("/avatar", view_func=latest)
    slot.init_app(app)
    return app.test_client()


def test_a_new_file_replaces_the_owners_earlier_one_of_that_name(
    client: FlaskClient, folder: Path
) -> None:
    first = put(client, "holiday.jpg", jpeg())

    second = put(client, "portrait.PNG", png())

    assert titles(client) == ["avatar.PNG"]
    assert client.get(f"/photos/uploads/{first}").status_code == 404
    assert client.get(f"/photos/uploads/{second}").data == png()
    assert [path.name for path in (folder / "ann").iterdir()] == [second]
    assert marks_in(folder) == []


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        pytest.param("bob", "avatar", id="another owner"),
        pytest.param("ann", "Avatar", id="another case"),
        pytest.param("ann", "avatar.old", id="a longer name"),
        pytest.param("ann", "avata_", id="a name like a pattern"),
    ],
)
def test_what_is_not_of_the_same_owner_and_name_stays(
    client: FlaskClient, owner: str, name: str
) -> None:
    put(client, "a.jpg", jpeg())

    put(client, "b.jpg", jpeg(), owner, name)

    assert sorted(titles(client)) == sorted(["avatar.jpg", f"{name}.jpg"])


def test_a_file_that_is_refused_replaces_nothing(client: FlaskClient) -> None:
    first = put(client, "a.jpg", jpeg())

    answer = post(client, ("b.jpg", jpeg()[:-50]), path="/avatar?owner=ann")

    assert answer.status_code == 400
    assert client.get(f"/photos/uploads/{first}").data == jpeg()


def test_of_those_that_come_at_once_the_newest_stays(client: FlaskClient) -> None:
    visitors = [client.application.test_client() for _ in range(20)]

    with ThreadPoolExecutor(8) as at_once:
        names = set(at_once.map(lambda one: put(one, "a.jpg", jpeg()), visitors))

    (left,) = client.get("/photos/uploads/").get_json()["uploads"]
    assert len(names) == len(visitors)
    assert left["name"] == max(names)


def test_listeners_hear_that_the_replaced_one_was_removed(
    client: FlaskClient, slot: Dropslot
) -> None:
    heard: list[str] = []

    def removed(_: object, upload: Upload) -> None:
        heard.append(upload.name)

    with upload_removed.connected_to(removed, sender=slot):
        first = put(client, "a.jpg", jpeg())
        put(client, "b.jpg", jpeg())

    assert heard == [first]


def test_what_could_not_be_replaced_now_is_replaced_the_next_time(
    client: FlaskClient, folder: Path
) -> None:
    put(client, "a.jpg", jpeg())

    with closing(sqlite3.connect(folder / ".dropslot" / "catalog.db")) as catalog:
        catalog.execute(
            "CREATE TRIGGER stuck BEFORE DELETE ON dropslot_uploads"
            " BEGIN DELETE FROM nowhere; END"
        )
        second = put(client, "b.jpg", jpeg())
        latest = client.get("/avatar?owner=ann").text
        both = titles(client)
        catalog.execute("DROP TRIGGER stuck")
    put(client, "c.jpg", jpeg())

    assert latest == second
    assert both == ["avatar.jpg", "avatar.jpg"]
    assert titles(client) == ["avatar.jpg"]


def test_the_latest_upload_by_a_name_is_found(client: FlaskClient) -> None:
    before = client.get("/avatar?owner=ann")

    name = put(client, "a.jpg", jpeg())

    assert before.status_code == 404
    assert client.get("/avatar?owner=ann").text == name
    assert client.get("/avatar?owner=bob").status_code == 404


def test_a_name_with_an_extension_is_taken_as_it_is(client: FlaskClient) -> None:
    answer = post(client, ("a.jpg", jpeg()), path="/avatar?owner=ann&name=b.png")

    assert answer.text == "Invalid image: b.png is really a JPEG: name it b.jpg."


def test_an_empty_choice_is_no_file_whatever_it_is_to_be_called(
    client: FlaskClient,
) -> None:
    answer = post(client, ("", b""), path="/avatar?owner=ann")

    assert answer.text == "No file was chosen. Choose at least one picture."


def test_to_replace_needs_an_owner(client: FlaskClient) -> None:
    client.application.testing = True

    with pytest.raises(ValueError, match="owner=user_id, replace=True"):
        post(client, ("a.jpg", jpeg()), path="/avatar")


def put(
    client: FlaskClient, filename: str, body: bytes, owner: str = "ann", name: str = ""
) -> str:
    """Give an owner a new avatar; return the name that it is kept under."""
    path = f"/avatar?owner={owner}" + (f"&name={name}" if name else "")
    answer = post(client, (filename, body), path=path)
    assert answer.status_code == 200, answer.text
    return answer.text


def titles(client: FlaskClient) -> list[str]:
    listed = client.get("/photos/uploads/").get_json()
    return [upload["title"] for upload in listed["uploads"]]
