"""examples/blog_post.py, as somebody who writes and somebody who reads meet it."""

from __future__ import annotations

import re

import blog_post
import pytest
from apps import OpenExample
from flask.testing import FlaskClient
from pictures import jpeg
from posting import kept
from werkzeug.test import TestResponse


@pytest.fixture
def client(open_example: OpenExample) -> FlaskClient:
    """A visitor of the example."""
    return open_example(blog_post.create_app).test_client()


@pytest.fixture
def photos(client: FlaskClient) -> list[str]:
    """The names of pictures that have arrived while a post was being written."""
    urls = [
        kept(client, f"{n}.jpg", jpeg(seed=n), path="/photos/")
        for n in range(blog_post.MAX_PHOTOS + 1)
    ]
    return [url.rpartition("/")[2] for url in urls]


def test_a_post_shows_its_pictures_in_the_order_of_the_form(
    client: FlaskClient, photos: list[str]
) -> None:
    answer = publish(client, "/new", photos[1], photos[0])

    assert (answer.status_code, answer.location) == (303, "/")
    assert shown(client) == [photos[1], photos[0]]
    page = client.get("/").text
    assert '<img src="/photos/thumbnails/' in page
    assert 'alt="1.jpg"' in page


def test_a_post_without_pictures_is_fine(client: FlaskClient) -> None:
    assert publish(client, "/new").status_code == 303

    page = client.get("/").text
    assert "<h2>Fjord</h2>" in page
    assert "<img" not in page


def test_a_post_takes_only_pictures_that_there_are_and_so_many(
    client: FlaskClient, photos: list[str]
) -> None:
    nowhere = ["", "../blog_post.py", f"0{photos[0][1:-5]}1.jpg", "<script>.jpg"]

    publish(client, "/new", *nowhere, photos[0], *photos)

    assert shown(client) == photos[: blog_post.MAX_PHOTOS]


def test_what_is_taken_off_a_post_is_gone_for_good(
    client: FlaskClient, photos: list[str]
) -> None:
    publish(client, "/new", *photos[:3])

    publish(client, "/posts/1", photos[3], photos[1])

    assert shown(client) == [photos[3], photos[1]]
    found = [client.get(f"/photos/uploads/{n}").status_code for n in photos[:4]]
    assert found == [404, 200, 404, 200]


def test_no_post_takes_away_what_belongs_to_another(
    client: FlaskClient, photos: list[str]
) -> None:
    publish(client, "/new", photos[0])
    publish(client, "/new", photos[0], photos[1])

    publish(client, "/posts/2")

    assert shown(client) == [photos[0]]
    assert client.get(f"/photos/uploads/{photos[0]}").status_code == 200


def test_a_form_that_comes_back_still_has_its_pictures(
    client: FlaskClient, photos: list[str]
) -> None:
    publish(client, "/new", photos[0])

    answer = publish(client, "/posts/1", photos[2], title=" ")

    assert answer.status_code == 400
    assert f'value="{photos[2]}"' in answer.text
    assert f'value="{photos[0]}"' in client.get("/posts/1").text
    assert shown(client) == [photos[0]]


def test_a_picture_that_was_taken_back_is_not_shown(
    client: FlaskClient, photos: list[str]
) -> None:
    publish(client, "/new", *photos[:2])

    assert client.delete(f"/photos/uploads/{photos[0]}").status_code == 204

    assert shown(client) == [photos[1]]


@pytest.mark.parametrize("path", ["/posts/1", "/posts/0"])
def test_what_was_never_written_cannot_be_edited(
    client: FlaskClient, path: str
) -> None:
    assert client.get(path).status_code == 404
    assert publish(client, path).status_code == 404


def publish(
    client: FlaskClient, path: str, *photos: str, title: str = "Fjord"
) -> TestResponse:
    """Send the form, with the names that the drop area puts into it."""
    sent = {"title": title, "text": "Up early.", "photos": [*photos]}
    return client.post(path, data=sent)


def shown(client: FlaskClient) -> list[str]:
    """The names of the pictures that one may open on the page."""
    return re.findall(r'<a href="/photos/uploads/([^"]+)">', client.get("/").text)
