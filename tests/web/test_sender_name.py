"""What senders call themselves: kept where the operator asks for it, and shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from apps import MakeApp, backend_of
from dropslot import Upload, upload_stored
from flask import Flask
from flask.testing import FlaskClient
from pictures import jpeg
from posting import FORM, post
from sending import Sender


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """An app that asks."""
    return make_app(SENDER_NAME="optional")


def sent(client: FlaskClient, name: str) -> object:
    """Send a picture under a name; return what the list says of it."""
    assert post(client, ("a.jpg", jpeg()), fields={"from": name}).status_code == 204
    (upload,) = client.get("/uploads/").get_json()["uploads"]
    return upload["from"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("Ann Müller", "Ann Müller", id="a name"),
        pytest.param("  Ann \n\t Müller ", "Ann Müller", id="blanks"),
        pytest.param("安娜 👩‍🚀", "安娜 👩‍🚀", id="any script"),
        pytest.param("A\x00n\x07n\u202e", "A n n", id="control characters"),
        pytest.param("<b>Ann</b>", "<b>Ann</b>", id="no markup"),
        pytest.param("é" * 100, "é" * 80, id="a long name"),
        pytest.param("", None, id="nothing"),
        pytest.param(" \u200b ", None, id="nothing to be seen"),
    ],
)
def test_a_name_is_kept_as_it_can_be_shown(
    client: FlaskClient, given: str, kept: str | None
) -> None:
    assert sent(client, given) == kept


def test_nobody_has_to_say_who_they_are(client: FlaskClient) -> None:
    assert post(client, ("a.jpg", jpeg())).status_code == 204

    (upload,) = client.get("/uploads/").get_json()["uploads"]
    assert upload["from"] is None


def test_a_name_goes_with_every_picture_of_a_plain_form(client: FlaskClient) -> None:
    files = [("a.jpg", jpeg()), ("b.jpg", jpeg(seed=2))]

    post(client, *files, fields={"from": "Ann"}, headers=FORM)

    listed = client.get("/uploads/").get_json()["uploads"]
    assert [upload["from"] for upload in listed] == ["Ann", "Ann"]
    assert client.get("/").text.count("b.jpg, from Ann") == 2


def test_a_name_comes_with_each_chunk(client: FlaskClient) -> None:
    sender = Sender(client=client, body=jpeg())

    for index in range(sender.count):
        answer = sender.send(index, **{"from": "Ann"})

    assert answer.status_code == 204
    (upload,) = client.get("/uploads/").get_json()["uploads"]
    assert upload["from"] == "Ann"


def test_a_name_that_nobody_could_type_is_refused(client: FlaskClient) -> None:
    answer = post(client, ("a.jpg", jpeg()), fields={"from": "a" * 5000})

    assert answer.status_code == 400


def test_a_picture_of_its_own_says_from_whom_it_is(client: FlaskClient) -> None:
    sent(client, "<b>Ann</b>")
    (upload,) = client.get("/uploads/").get_json()["uploads"]

    page = client.get(f"/pictures/{upload['name']}").text

    assert "from &lt;b&gt;Ann&lt;/b&gt;, 320 \N{MULTIPLICATION SIGN} 240 pixels" in page


def test_listeners_are_told_the_name(client: FlaskClient, app: Flask) -> None:
    with heard(app) as uploads:
        sent(client, "Ann")

    assert [upload.sender_name for upload in uploads] == ["Ann"]


def test_the_page_asks_in_a_field_that_a_plain_form_sends(client: FlaskClient) -> None:
    page = client.get("/").text

    assert (
        '<input id="sender-name" name="from" form="files-form" maxlength="80"' in page
    )


def test_where_nobody_asks_no_name_is_kept_or_shown(make_app: MakeApp) -> None:
    client = make_app(SENDER_NAME="optional").test_client()
    sent(client, "Ann")

    client = make_app().test_client()
    post(client, ("b.jpg", jpeg(seed=2)), fields={"from": "Ben"})

    listed = client.get("/uploads/").get_json()["uploads"]
    assert not any("from" in upload for upload in listed)
    page = client.get("/").text
    assert "Ann" not in page
    assert 'id="sender-name"' not in page
    app = make_app()
    kept = [backend_of(app).catalog.get(one["name"]).sender_name for one in listed]
    assert kept == [None, "Ann"]


@contextmanager
def heard(app: Flask) -> Iterator[list[Upload]]:
    uploads: list[Upload] = []

    def listen(_: object, upload: Upload) -> None:
        uploads.append(upload)

    with upload_stored.connected_to(listen, backend_of(app).sender):
        yield uploads
