"""examples/contact_sheet.py over HTTP; what its script does is in e2e."""

from __future__ import annotations

import re

import contact_sheet
import pytest
from apps import OpenExample
from flask.testing import FlaskClient
from pictures import jpeg
from posting import kept


@pytest.fixture
def client(open_example: OpenExample) -> FlaskClient:
    """A visitor of the example."""
    return open_example(contact_sheet.create_app).test_client()


def test_an_album_begins_with_its_cover_and_has_each_picture_once(
    client: FlaskClient,
) -> None:
    first, second, third = (
        kept(client, f"{n}.jpg", jpeg(seed=n), path="/photos/") for n in range(3)
    )
    photos = [url.rpartition("/")[2] for url in (first, second, third)]

    page = client.get("/album", query_string={"photos": photos, "cover": photos[1]})

    assert f'<img class="cover" src="{second}" alt="1.jpg">' in page.text
    assert re.findall(r'<a href="(/photos/[^"]+)">', page.text) == [first, third]


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"photos": ["../a.jpg", "<b>"], "cover": "c"}, id="nonsense"),
    ],
)
def test_an_album_of_nothing_says_so(
    client: FlaskClient, asked: dict[str, object]
) -> None:
    page = client.get("/album", query_string=asked)

    assert page.status_code == 200
    assert "There is no picture in it." in page.text
    assert "<img" not in page.text
