"""examples/plain_form.py, as a visitor meets it."""

from __future__ import annotations

import plain_form
import pytest
from apps import OpenExample
from flask.testing import FlaskClient
from pictures import jpeg, png
from posting import FORM, post


@pytest.fixture
def client(open_example: OpenExample) -> FlaskClient:
    """A visitor of the example."""
    return open_example(plain_form.create_app).test_client()


def test_a_picture_is_kept_and_the_page_says_so(client: FlaskClient) -> None:
    answer = post(client, ("a.jpg", jpeg()), headers=FORM)

    assert (answer.status_code, answer.location) == (303, "/")
    assert "1 arrived." in client.get("/").text
    (upload,) = client.get("/pictures/uploads/").get_json()["uploads"]
    assert client.get(upload["url"]).data == jpeg()


def test_of_several_pictures_each_is_kept_or_refused_with_its_sentence(
    client: FlaskClient,
) -> None:
    files = [("a.jpg", jpeg()), ("<b>.png", png()[:-50]), ("c.exe", b"MZ")]

    answer = post(client, *files, headers=FORM)

    assert answer.status_code == 400
    assert "1 arrived." in answer.text
    assert "Invalid image: &lt;b&gt;.png is cut short." in answer.text
    assert "Invalid image: c.exe is not a picture" in answer.text
    assert len(client.get("/pictures/uploads/").get_json()["uploads"]) == 1


def test_an_empty_choice_is_told(client: FlaskClient) -> None:
    assert "No file was chosen." in post(client, ("", b""), headers=FORM).text


def test_the_hosts_limit_is_answered_by_its_own_handler(
    open_example: OpenExample,
) -> None:
    client = open_example(plain_form.create_app, MAX_CONTENT_LENGTH=999).test_client()

    answer = post(client, ("a.jpg", jpeg()), headers=FORM)

    assert answer.status_code == 413
    assert "That is too much at once" in answer.text
    assert post(client, ("a.jpg", jpeg()), path="/pictures/").status_code == 204
