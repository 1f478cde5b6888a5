"""GET: pictures, thumbnails and the page's own files, as browsers see them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from apps import MakeApp, backend_of
from flask import Flask
from flask.testing import FlaskClient
from holding import marks_in
from pictures import jpeg, png
from PIL import Image
from posting import kept

MISSING = "/uploads/01890000-0000-7000-8000-000000000000.jpg"


def test_a_picture_comes_back_byte_for_byte_with_its_detected_type(
    client: FlaskClient,
) -> None:
    photo = jpeg()

    answer = client.get(kept(client, "photo.JPEG", photo))

    assert answer.data == photo
    assert answer.content_type == "image/jpeg"
    assert answer.content_length == len(photo)


def test_a_picture_can_never_act_as_a_page(client: FlaskClient) -> None:
    headers = client.get(kept(client, "a.jpg", jpeg())).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_download_is_called_what_the_person_called_it(client: FlaskClient) -> None:
    answer = client.get(kept(client, "头像.jpg", jpeg()))

    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('inline; filename="0')
    assert "filename*=UTF-8''%E5%A4%B4%E5%83%8F.jpg" in disposition


@pytest.mark.parametrize(
    ("asked", "status", "sent"),
    [
        pytest.param("bytes=0-9", 206, slice(0, 10), id="the beginning"),
        pytest.param("bytes=100-", 206, slice(100, None), id="from a byte on"),
        pytest.param("bytes=-5", 206, slice(-5, None), id="the end"),
        pytest.param("bytes=99999999-", 416, None, id="behind the end"),
        pytest.param("lines=1-2", 200, slice(None), id="another unit"),
        pytest.param("bytes=abc", 200, slice(None), id="nonsense"),
        pytest.param("bytes=0-1,5-6", 200, slice(None), id="several parts"),
    ],
)
def test_a_part_of_a_picture_can_be_asked_for(
    client: FlaskClient, asked: str, status: int, sent: slice | None
) -> None:
    photo = jpeg()
    location = kept(client, "a.jpg", photo)

    answer = client.get(location, headers={"Range": asked})

    assert answer.status_code == status
    assert sent is None or answer.data == photo[sent]


def test_a_part_that_there_is_none_of_is_said_so(client: FlaskClient) -> None:
    photo = jpeg()
    location = kept(client, "a.jpg", photo)

    answer = client.get(location, headers={"Range": "bytes=99999999-"})

    assert answer.headers["Dropslot-Error"] == "range-not-satisfiable"
    assert answer.headers["Content-Range"] == f"bytes */{len(photo)}"
    assert str(len(photo)) in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_picture_that_a_browser_has_is_not_sent_again(client: FlaskClient) -> None:
    location = kept(client, "a.jpg", jpeg())
    etag = client.get(location).headers["ETag"]

    answer = client.get(location, headers={"If-None-Match": etag})

    assert (answer.status_code, answer.data) == (304, b"")


def test_head_tells_the_length_and_sends_nothing(client: FlaskClient) -> None:
    photo = jpeg()

    answer = client.head(kept(client, "a.jpg", photo))

    assert (answer.status_code, answer.content_length) == (200, len(photo))
    assert answer.data == b""


@pytest.mark.parametrize(
    ("access", "expected", "elsewhere"),
    [
        pytest.param(
            "public",
            "public, s-maxage=300, max-age=31536000, immutable",
            "cross-origin",
            id="a public picture",
        ),
        pytest.param(
            "drop-only",
            "private, max-age=31536000, immutable",
            "same-origin",
            id="a private one",
        ),
    ],
)
def test_browsers_keep_what_is_under_a_name_and_caches_for_others_ask_again(
    make_app: MakeApp, access: str, expected: str, elsewhere: str
) -> None:
    client = make_app(ACCESS=access).test_client()
    location = kept(client, "a.jpg", jpeg())

    for path in (location, location.replace("/uploads/", "/thumbnails/")):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == expected
        # Whether pages of other sites may show it.
        assert headers["Cross-Origin-Resource-Policy"] == elsewhere


def test_a_cache_that_asks_again_for_what_was_taken_back_hears_that_it_is_gone(
    client: FlaskClient,
) -> None:
    location = kept(client, "a.jpg", jpeg())
    thumbnail = location.replace("/uploads/", "/thumbnails/")
    etags = {path: client.get(path).headers["ETag"] for path in (location, thumbnail)}
    client.delete(location)

    for path, etag in etags.items():
        answer = client.get(path, headers={"If-None-Match": etag})
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_picture_that_any_cache_may_keep_brings_no_identity(
    client: FlaskClient,
) -> None:
    location = kept(client, "a.jpg", jpeg())

    answer = client.application.test_client().get(location)

    assert "Set-Cookie" not in answer.headers


def test_an_empty_thumbnail_is_made_again(client: FlaskClient, folder: Path) -> None:
    location = kept(client, "a.jpg", jpeg())
    (thumbnail,) = (folder / ".dropslot" / "thumbnails").iterdir()
    thumbnail.write_bytes(b"")

    answer = client.get(location.replace("/uploads/", "/thumbnails/"))

    assert answer.data[:4] == b"RIFF"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(MISSING, id="a picture that is not there"),
        pytest.param("/uploads/photo.jpg", id="no name of ours"),
        pytest.param("/uploads/..%2F.dropslot%2Fcatalog.db", id="a path upwards"),
        pytest.param("/uploads/.dropslot", id="what is hidden"),
        pytest.param(MISSING.replace("uploads", "thumbnails"), id="a thumbnail"),
        pytest.param("/assets/x/pages/index.html", id="a template"),
        pytest.param("/assets/x/../../pyproject.toml", id="outside of the page"),
    ],
)
def test_what_is_not_there_is_404_in_plain_text(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.mimetype == "text/plain"


def test_bytes_that_vanished_are_404_not_500(client: FlaskClient, folder: Path) -> None:
    location = kept(client, "a.jpg", jpeg())
    (folder / location.removeprefix("/uploads/")).unlink()

    assert client.get(location).status_code == 404


def test_a_thumbnail_is_a_small_webp_of_the_picture(client: FlaskClient) -> None:
    location = kept(client, "a.jpg", jpeg(width=800, height=400))

    answer = client.get(location.replace("/uploads/", "/thumbnails/"))

    assert answer.content_type == "image/webp"
    assert Image.open(BytesIO(answer.data)).size == (400, 200)


def test_a_picture_that_became_another_has_no_thumbnail(
    client: FlaskClient, folder: Path
) -> None:
    location = kept(client, "photo.jpg", jpeg())
    for path in (folder / ".dropslot" / "thumbnails").iterdir():
        path.unlink()
    (folder / location.removeprefix("/uploads/")).write_bytes(png())

    answer = client.get(location.replace("/uploads/", "/thumbnails/"))

    assert answer.status_code == 404
    assert answer.text == "There is no such picture here."


def test_a_thumbnail_that_was_lost_is_made_again(
    client: FlaskClient, folder: Path
) -> None:
    location = kept(client, "a.png", png())
    thumbnail = location.replace("/uploads/", "/thumbnails/")
    before = client.get(thumbnail).data
    for path in (folder / ".dropslot" / "thumbnails").iterdir():
        path.unlink()

    assert client.get(thumbnail).data == before


def test_files_of_the_page_are_packed_and_cached_for_ever(
    client: FlaskClient, app: Flask
) -> None:
    version = app.extensions["dropslot"]["dropslot"].assets.version
    plain = client.get(f"/assets/{version}/drop-slot.js")
    packed = client.get(
        f"/assets/{version}/drop-slot.js", headers={"Accept-Encoding": "gzip"}
    )

    assert plain.content_type == "text/javascript; charset=utf-8"
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data)
    assert packed.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_page_from_before_an_update_still_finds_its_files(
    client: FlaskClient,
) -> None:
    answer = client.get("/assets/older/drop-slot.js")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_keeping_a_picture_leaves_staging_empty(app: Flask, folder: Path) -> None:
    kept(app.test_client(), "a.jpg", jpeg())

    assert list((folder / ".dropslot" / "staging").iterdir()) == []
    assert marks_in(folder) == []
    assert backend_of(app).catalog.has(next(folder.glob("*.jpg")).name)
