"""What is refused is called by what it is, with what to do about it."""

from __future__ import annotations

import pytest
from apps import MakeApp
from crafted import box
from flask.testing import FlaskClient
from pictures import animated, encoded, jpeg, png
from PIL import Image
from posting import kept, post

CHINESE = {"Accept-Language": "zh", "Accept": "text/plain"}


def _of(format_: str) -> bytes:
    return encoded(Image.new("RGB", (20, 20), "teal"), format_)


def _heic() -> bytes:
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"mdat", bytes(99))


@pytest.mark.parametrize(
    "name",
    [
        "a.jpeg",
        "a.jpe",
        "a.jfif",
        "a.JFIF",
        "a.pjpeg",
        "a.pjp",
        "a.jif",
        pytest.param("a.mpo", id="of a camera with two lenses"),
    ],
)
@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({}, id="by default"),
        pytest.param({"UPLOAD_EXTENSIONS": ".jpg"}, id="where JPEG is accepted"),
        pytest.param({"UPLOAD_EXTENSIONS": ".jfif"}, id="set by an alias"),
    ],
)
def test_every_name_of_a_jpeg_is_accepted_and_stored_as_jpg(
    make_app: MakeApp, name: str, settings: dict[str, str]
) -> None:
    client = make_app(**settings).test_client()

    location = kept(client, name, jpeg())

    assert location.endswith(".jpg")
    assert client.get(location).mimetype == "image/jpeg"
    assert client.get("/uploads/").get_json()["uploads"][0]["title"] == name


def test_a_sequence_may_be_named_so(client: FlaskClient) -> None:
    assert kept(client, "a.avifs", animated("AVIF")).endswith(".avif")


def test_the_page_lets_every_name_of_a_format_be_chosen(client: FlaskClient) -> None:
    html = client.get("/").text

    assert ".jpg,.jpeg,.jpe,.jfif" in html
    assert "JPEG, PNG, GIF, WebP, AVIF, up to 64 MB each" in html


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        pytest.param(
            "notes.txt",
            b"hello",
            "notes.txt is not a picture. Accepted: JPEG, PNG, GIF, WebP, AVIF.",
            id="text",
        ),
        pytest.param(
            "photo",
            jpeg(),
            "photo has no extension that says what it is."
            " Accepted: JPEG, PNG, GIF, WebP, AVIF.",
            id="no extension",
        ),
        pytest.param(
            "x.png", jpeg(), "x.png is really a JPEG: name it x.jpg.", id="JPEG as PNG"
        ),
        pytest.param(
            "my.trip.JPEG",
            png(),
            "my.trip.JPEG is really a PNG: name it my.trip.png.",
            id="PNG as JPEG",
        ),
        pytest.param(
            "x.jfif",
            _of("AVIF"),
            "x.jfif is really an AVIF: name it x.avif.",
            id="AVIF as JPEG",
        ),
        pytest.param(
            "x.tiff",
            _of("TIFF"),
            "x.tiff is a TIFF picture, which browsers do not show."
            " Save it as one of these: JPEG, PNG, GIF, WebP, AVIF.",
            id="TIFF",
        ),
        pytest.param(
            "x.jpg",
            _of("TIFF"),
            "x.jpg is really a TIFF picture, which browsers do not show."
            " Save it as one of these: JPEG, PNG, GIF, WebP, AVIF.",
            id="TIFF as JPEG",
        ),
        pytest.param(
            "x.CR2",
            b"II*\0\x10\0\0\0CR\2",
            "x.CR2 is a camera\u2019s RAW picture, which browsers do not show."
            " Save it as one of these: JPEG, PNG, GIF, WebP, AVIF.",
            id="RAW",
        ),
        pytest.param(
            "x.bmp",
            _of("BMP"),
            "x.bmp is a BMP picture, which is not accepted here."
            " Save it as one of these: JPEG, PNG, GIF, WebP, AVIF.",
            id="BMP",
        ),
        pytest.param(
            "x.gif",
            _of("ICO"),
            "x.gif is really an ICO picture, which is not accepted here."
            " Save it as one of these: JPEG, PNG, GIF, WebP, AVIF.",
            id="ICO as GIF",
        ),
    ],
)
def test_it_is_called_by_what_it_is(
    client: FlaskClient, name: str, content: bytes, sentence: str
) -> None:
    answer = post(client, (name, content))

    assert (answer.status_code, answer.text) == (400, f"Invalid image: {sentence}")
    assert "{" not in post(client, (name, content), headers=CHINESE).text


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("IMG_0412.HEIC", "Invalid image: IMG_0412.HEIC is an HEIC photo, "),
        ("a.heif", "Invalid image: a.heif is an HEIC photo, "),
        ("a.jpg", "Invalid image: a.jpg is really an HEIC photo, "),
        ("a.avif", "Invalid image: a.avif is really an HEIC photo, "),
    ],
)
def test_who_sends_heic_reads_how_a_phone_sends_jpeg(
    client: FlaskClient, name: str, begins: str
) -> None:
    answer = post(client, (name, _heic()))

    assert answer.status_code == 400
    assert answer.text.startswith(begins)
    assert "browsers do not show" in answer.text
    assert "Settings > Camera > Formats" in answer.text
    assert "Most Compatible" in answer.text


def test_nobody_is_told_a_name_that_would_be_refused_as_well(
    make_app: MakeApp,
) -> None:
    client = make_app(UPLOAD_EXTENSIONS=".png").test_client()
    sentence = "which is not accepted here. Save it as one of these: PNG."

    for name, begins in (
        ("x.png", "x.png is really a JPEG"),
        ("x.jpg", "x.jpg is a J"),
    ):
        answer = post(client, (name, jpeg()))

        assert answer.text.startswith(f"Invalid image: {begins}")
        assert answer.text.endswith(sentence)


def test_a_long_name_stays_short_in_the_advice(client: FlaskClient) -> None:
    answer = post(client, ("long " * 30 + ".png", jpeg()))

    assert len(answer.text) < 200
    assert answer.text.endswith(".jpg.")
