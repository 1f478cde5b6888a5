"""examples/wtf_form.py, as a visitor meets it."""

from __future__ import annotations

import io
import re

import pytest
import wtf_form
from apps import OpenExample
from flask.testing import FlaskClient
from pictures import encoded, jpeg, photo, png
from posting import FORM
from werkzeug.test import TestResponse


@pytest.fixture
def client(open_example: OpenExample) -> FlaskClient:
    """A visitor of the example."""
    return open_example(wtf_form.create_app).test_client()


def test_a_picture_is_kept_and_the_page_says_so(client: FlaskClient) -> None:
    answer = send_form(client, "头像.jpg", jpeg())

    assert answer.status_code == 303
    assert "头像.jpg arrived." in client.get("/").text
    (upload,) = client.get("/pictures/uploads/").get_json()["uploads"]
    assert client.get(upload["url"]).data == jpeg()


@pytest.mark.parametrize(
    ("filename", "body", "sentence"),
    [
        pytest.param("", b"", "Choose a picture.", id="FileRequired"),
        pytest.param(
            "a.gif",
            encoded(photo(), "GIF"),
            "Only JPEG and PNG, please.",
            id="FileAllowed",
        ),
        pytest.param(
            "a.jpg",
            png(),
            "Invalid image: a.jpg is really a PNG: name it a.png.",
            id="ImageFile",
        ),
    ],
)
def test_the_page_says_what_is_wrong_next_to_the_field(
    client: FlaskClient, filename: str, body: bytes, sentence: str
) -> None:
    answer = send_form(client, filename, body)

    assert answer.status_code == 400
    assert f'<p role="alert">{sentence}</p>' in answer.text
    assert client.get("/pictures/uploads/").get_json()["uploads"] == []


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    answer = send_form(client, "a.jpg", jpeg(), token="")

    assert answer.status_code == 400
    assert client.get("/pictures/uploads/").get_json()["uploads"] == []


def send_form(
    client: FlaskClient, filename: str, body: bytes, token: str | None = None
) -> TestResponse:
    """Fill in the form and send it, its hidden token as well."""
    if token is None:
        (token,) = re.findall(
            r'name="csrf_token".*?value="(.*?)"', client.get("/").text
        )
    sent = {"csrf_token": token, "photo": (io.BytesIO(body), filename)}
    return client.post("/", data=sent, headers=FORM)
