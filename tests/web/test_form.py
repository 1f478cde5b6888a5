"""POST: what is taken in, and what is refused before a picture is even looked at."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from apps import MakeApp
from flask.testing import FlaskClient
from pictures import jpeg
from posting import FORM, SCRIPT, kept, multipart, post


def test_one_file_is_answered_with_204_and_its_address(client: FlaskClient) -> None:
    photo = jpeg()

    answer = post(client, ("photo.jpg", photo))

    assert (answer.status_code, answer.data) == (204, b"")
    assert client.get(answer.headers["Location"]).data == photo


def test_a_field_named_as_the_file_is_passed_over(client: FlaskClient) -> None:
    """FilePond, told no more than an address, sends the file's metadata so."""
    content_type, body = multipart(("photo.jpg", jpeg()), fields={"file": "{}"})

    answer = client.post("/", data=body, content_type=content_type)

    assert answer.status_code == 204
    assert titles(client) == ["photo.jpg"]


def test_several_files_in_one_request_are_all_kept(client: FlaskClient) -> None:
    answer = post(client, ("a.jpg", jpeg(seed=1)), ("b.jpg", jpeg(seed=2)))

    assert answer.status_code == 204
    assert "Location" not in answer.headers
    assert titles(client) == ["b.jpg", "a.jpg"]


def test_one_bad_file_in_a_request_refuses_them_all(
    client: FlaskClient, folder: Path
) -> None:
    answer = post(client, ("a.jpg", jpeg()), ("b.jpg", jpeg()[:-100]))

    assert answer.status_code == 400
    assert answer.text == "Invalid image: b.jpg is cut short."
    assert titles(client) == []
    assert files_in(folder) == []


def test_two_files_of_one_name_are_two_uploads(client: FlaskClient) -> None:
    first, second = (kept(client, "photo.jpg", jpeg(seed=n)) for n in (1, 2))

    assert first != second
    assert titles(client) == ["photo.jpg", "photo.jpg"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({}, id="an empty form"),
        pytest.param({"file": "just text"}, id="a field instead of a file"),
        pytest.param({"file": (b"", "")}, id="a browser's empty choice"),
        pytest.param({"picture": (b"x", "a.jpg")}, id="a file under another name"),
    ],
)
def test_no_file_is_said_so(client: FlaskClient, data: dict[str, object]) -> None:
    filled = {k: _as_file(v) for k, v in data.items()}

    answer = client.post(
        "/", data=filled, headers=SCRIPT, content_type="multipart/form-data"
    )

    assert answer.status_code == 400
    assert answer.headers["Dropslot-Error"] == "no-file"
    assert answer.text.startswith("No file")


def test_a_body_that_is_no_form_holds_no_file(client: FlaskClient) -> None:
    answer = client.post("/", json={"file": "photo.jpg"}, headers=SCRIPT)

    assert answer.headers["Dropslot-Error"] == "no-file"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"--b\r\nContent-Dispo", id="it ends inside a header"),
        pytest.param(
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"'
            b"\r\n\r\n\xff\xd8",
            id="it ends inside a file",
        ),
        pytest.param(b"--b\r\nX: y\r\n\r\nz\r\n--b--\r\n", id="a part has no name"),
        pytest.param(
            b'--b\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\r\n--b--\r\n',
            id="a name is not UTF-8",
        ),
    ],
)
def test_a_malformed_body_is_a_bad_request(
    client: FlaskClient, folder: Path, body: bytes
) -> None:
    answer = client.post(
        "/", data=body, content_type="multipart/form-data; boundary=b", headers=SCRIPT
    )

    assert answer.status_code == 400
    assert answer.headers["Dropslot-Error"] == "bad-request"
    assert files_in(folder) == []


def test_a_form_of_a_thousand_and_one_parts_is_a_bad_request(
    client: FlaskClient,
) -> None:
    answer = post(client, *[("a.jpg", b"x")] * 1001)

    assert answer.status_code == 400
    assert answer.headers["Dropslot-Error"] == "bad-request"


def test_a_file_over_the_limit_is_413_and_says_both_sizes(
    make_app: MakeApp, folder: Path
) -> None:
    client = make_app(MAX_CONTENT_LENGTH=2 * 1024**2).test_client()

    answer = post(client, ("big.jpg", bytes(3 * 1024**2 + 1)))

    assert answer.status_code == 413
    assert answer.text == "File is too large: 3.1 MB; the limit is 2 MB."
    assert files_in(folder) == []


def test_a_file_of_exactly_the_limit_is_taken(make_app: MakeApp) -> None:
    photo = jpeg()
    limit = len(photo)
    client = make_app(MAX_CONTENT_LENGTH=limit).test_client()

    assert post(client, ("a.jpg", photo)).status_code == 204
    assert post(client, ("a.jpg", photo + b"\0")).status_code == 413


def test_the_limit_is_for_each_file_not_for_the_request(make_app: MakeApp) -> None:
    photo = jpeg()
    client = make_app(MAX_CONTENT_LENGTH=len(photo)).test_client()

    answer = post(client, *[("a.jpg", photo)] * 3)

    assert answer.status_code == 204


def test_an_honest_length_over_every_bound_is_refused_unread(
    client: FlaskClient,
) -> None:
    answer = client.post(
        "/",
        data=b"--b",
        content_type="multipart/form-data; boundary=b",
        headers=SCRIPT,
        environ_overrides={"CONTENT_LENGTH": str(10 * 1024**3)},
    )

    assert answer.status_code == 413
    assert answer.text == "File is too large: 10 GB; the limit is 64 MB."


@pytest.mark.parametrize(
    ("filename", "title"),
    [
        pytest.param("头像.jpg", "头像.jpg", id="Chinese"),
        pytest.param("../../../.bashrc.jpg", ".bashrc.jpg", id="a path upwards"),
        pytest.param("CON.jpg", "CON.jpg", id="a device of Windows"),
        pytest.param("photo.php.jpg", "photo.php.jpg", id="two extensions"),
        pytest.param("a\u202egpj.jpg", "agpj.jpg", id="a bidi override"),
        pytest.param("a\x00b\x1f.jpg", "ab.jpg", id="control characters"),
        pytest.param("PHOTO.JPG", "PHOTO.JPG", id="capitals"),
        pytest.param("photo.jpeg", "photo.jpeg", id="the long extension"),
        pytest.param("😀" * 300 + ".jpg", "😀" * 196 + ".jpg", id="300 emoji"),
        pytest.param("👨‍👩‍👧.jpg", "👨‍👩‍👧.jpg", id="joined emoji"),
        pytest.param('say "cheese".jpg', 'say "cheese".jpg', id="quotation marks"),
        pytest.param("a;b=c.jpg", "a;b=c.jpg", id="a semicolon"),
    ],
)
def test_a_name_is_shown_as_the_person_gave_it_and_is_never_a_path(
    client: FlaskClient, folder: Path, filename: str, title: str
) -> None:
    location = kept(client, filename, jpeg())

    assert titles(client) == [title]
    (stored,) = files_in(folder)
    assert location == f"/uploads/{stored.name}"
    assert stored.parent == folder


@pytest.mark.parametrize(
    "filename",
    [
        pytest.param("photo.jpg.php", id="an extension behind the extension"),
        pytest.param("photo.svg", id="SVG"),
        pytest.param("photo", id="no extension"),
        pytest.param("jpg", id="nothing but an extension, without its dot"),
        pytest.param(".jpg.", id="a dot at the end"),
        pytest.param("photo.jpg/x.txt", id="a folder named like a picture"),
    ],
)
def test_another_extension_is_refused(client: FlaskClient, filename: str) -> None:
    answer = post(client, (filename, jpeg()))

    assert answer.status_code == 400
    assert answer.headers["Dropslot-Error"] == "wrong-extension"
    assert answer.text.startswith("Invalid image")


def test_a_plain_form_is_sent_back_to_the_page_which_says_what_arrived(
    client: FlaskClient,
) -> None:
    answer = post(client, ("a.jpg", jpeg()), ("b.jpg", jpeg(seed=2)), headers=FORM)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/?arrived=2")
    assert "Just arrived: 2" in client.get(answer.headers["Location"]).text


@pytest.mark.parametrize("told", ["", "0", "-1", "many", "99999", "<b>"])
def test_a_page_that_brings_nothing_says_nothing_of_it(
    client: FlaskClient, told: str
) -> None:
    answer = client.get("/", query_string={"arrived": told})

    assert answer.status_code == 200
    assert "Just arrived" not in answer.text


def test_a_plain_form_is_refused_with_a_small_page(client: FlaskClient) -> None:
    answer = post(client, ("a.jpg", b"no picture"), headers=FORM)

    assert answer.status_code == 400
    assert answer.mimetype == "text/html"
    assert "Invalid image: a.jpg is not a picture" in answer.text


def titles(client: FlaskClient) -> list[str]:
    listed = client.get("/uploads/").get_json()
    return [upload["title"] for upload in listed["uploads"]]


def files_in(folder: Path) -> list[Path]:
    """Every file that people, or a crash, may find: kept ones and staged ones."""
    hidden = folder / ".dropslot"
    kept_files = [
        p for p in folder.rglob("*") if p.is_file() and hidden not in p.parents
    ]
    return kept_files + list((hidden / "staging").iterdir())


def _as_file(value: object) -> object:
    return (BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
