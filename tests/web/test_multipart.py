"""A form off the wire: heads that never end, too many parts, names in any charset."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pictures import jpeg
from posting import FORM, SCRIPT
from werkzeug.test import TestResponse

_END = b"\r\n--b--\r\n"


@pytest.mark.parametrize(
    "disposition",
    [
        pytest.param(b'name="file"; filename="%b.jpg"' % (b"x" * 400_000), id="a name"),
        pytest.param(b'name="%b"' % (b"x" * 400_000), id="the name of a field"),
        pytest.param(
            b'name="file"; filename="a.jpg"\r\nX-Y: %b' % (b"x" * 400_000),
            id="another line",
        ),
        pytest.param(
            b'name="file"; filename="a.jpg"%b' % (b";" * 20_000), id="a little too long"
        ),
    ],
)
@pytest.mark.parametrize("parts", [1, 20])
def test_a_head_that_is_too_long_is_refused_at_once_and_in_words(
    client: FlaskClient, folder: Path, disposition: bytes, parts: int
) -> None:
    began = time.process_time()
    answer = send(client, part(disposition, b"x") * parts)
    spent_seconds = time.process_time() - began

    assert answer.status_code == 400
    assert answer.text.startswith("The name of a file is too long.")
    assert answer.headers["Dropslot-Error"] == "bad-request"
    assert list((folder / ".dropslot" / "staging").iterdir()) == []
    # It was 2.6 s; most of this is the client's own work.
    assert spent_seconds < 0.5


def test_a_head_that_never_ends_is_refused(client: FlaskClient) -> None:
    answer = send(client, b"--b\r\nContent-Disposition: form-data; " + b"x" * 300_000)

    assert answer.text.startswith("The name of a file is too long.")


def test_the_longest_name_of_a_file_is_taken_however_it_is_written(
    client: FlaskClient,
) -> None:
    # 255 bytes, each as %XX, and once more for who does not know RFC 8187.
    plain, quoted = b"x" * 251, b"%E5%A4%B4" * 83
    disposition = b'name="file"; filename="%b.jpg"; filename*=UTF-8\'\'%b.jpg' % (
        plain,
        quoted,
    )

    answer = send(client, part(disposition, jpeg()))

    assert answer.status_code == 204
    assert titles(client) == ["头" * 83 + ".jpg"]


def test_a_thousand_files_are_the_most_at_once_and_the_answer_says_so(
    client: FlaskClient, folder: Path
) -> None:
    empty = part(b'name="file"; filename=""', b"")

    least = send(client, empty * 999 + part(b'name="file"; filename="a.jpg"', jpeg()))
    most = send(client, part(b'name="file"; filename="a.jpg"', b"x") * 1001)

    assert least.status_code == 204
    assert most.status_code == 400
    assert most.headers["Dropslot-Error"] == "bad-request"
    assert most.text.startswith("More than 1000 files came at once.")
    assert list((folder / ".dropslot" / "staging").iterdir()) == []


def test_a_plain_form_of_too_many_files_says_so_on_a_page(client: FlaskClient) -> None:
    body = part(b'name="file"; filename="a.jpg"', b"x") * 1001 + _END

    answer = client.post("/", data=body, content_type=TYPE, headers=FORM)

    assert answer.mimetype == "text/html"
    assert "Send at most 1000 at a time." in answer.text


def test_more_fields_than_anybody_needs_are_refused_in_words(
    client: FlaskClient,
) -> None:
    answer = send(client, part(b'name="x"', b"y") * 1001)

    assert answer.status_code == 400
    assert "more than 1000 fields" in answer.text


@pytest.mark.parametrize(
    ("name", "charset", "language"),
    [
        pytest.param("Café.jpg", "latin-1", "", id="French, in Latin-1"),
        pytest.param("Größe ÄÖÜ.jpg", "latin-1", "", id="German, in Latin-1"),
        pytest.param(
            "It\u2019s Zoë.jpg", "cp1252", "en", id="English, in windows-1252"
        ),
        pytest.param("头像.jpg", "gb18030", "", id="Chinese, in GB18030"),
        pytest.param("頭像.jpg", "gb18030", "zh-CN", id="its old letters"),
        pytest.param("圖片.jpg", "big5", "zh-TW", id="Chinese, in Big5"),
        pytest.param("写真 表.jpg", "shift_jis", "", id="Japanese, in Shift-JIS"),
        pytest.param("テスト.jpg", "cp932", "ja", id="katakana, with a byte of ASCII"),
        pytest.param("사진.jpg", "euc_kr", "ko-KR,ko;q=0.9", id="Korean, in EUC-KR"),
        pytest.param("Фото.jpg", "cp1251", "", id="Russian, in windows-1251"),
        pytest.param("Łódź.jpg", "cp1250", "pl", id="Polish, in windows-1250"),
        pytest.param("Φωτο.jpg", "cp1253", "el", id="Greek, in windows-1253"),
        pytest.param("头像.jpg", "utf-8", "ja", id="UTF-8, whoever it is"),
    ],
)
def test_a_name_in_another_charset_is_read(
    client: FlaskClient, name: str, charset: str, language: str
) -> None:
    disposition = b'name="file"; filename="%b"' % name.encode(charset)

    answer = send(client, part(disposition, jpeg()), {"Accept-Language": language})

    assert answer.status_code == 204
    assert titles(client) == [name]


@pytest.mark.parametrize(
    ("disposition", "title"),
    [
        pytest.param(b'filename="a%22b%22.jpg"', 'a"b".jpg', id="quotes of browsers"),
        pytest.param(rb'filename="a\"b\".jpg"', 'a"b".jpg', id="quotes of curl"),
        pytest.param(b'filename="a%0D%0Ab.jpg"', "a b.jpg", id="a line's end"),
        pytest.param(b'filename="100%25.jpg"', "100%25.jpg", id="other percent signs"),
        pytest.param(b"filename=a.jpg", "a.jpg", id="no quotes"),
        pytest.param("filename=头 像.jpg".encode(), "头 像.jpg", id="and a space"),
        pytest.param(
            b"filename*=UTF-8''%E5%A4%B4%20.jpg; filename=\"x.jpg\"",
            "头 .jpg",
            id="RFC 8187, before the plain one",
        ),
        pytest.param(
            b"filename*=GB18030'zh'%CD%B7%CF%F1.jpg", "头像.jpg", id="in its charset"
        ),
        pytest.param(
            b"filename*=x-none''%E5%A4%B4.jpg", "头.jpg", id="in one that is none"
        ),
        pytest.param(b"filename*=UTF-8''Caf%E9.jpg", "Café.jpg", id="in a wrong one"),
        pytest.param(b'filename="\xff\xfe.jpg"', "ÿþ.jpg", id="letters of no language"),
        pytest.param(b'filename="\x81\xff\x80.jpg"', "ÿ.jpg", id="no letters at all"),
    ],
)
def test_a_name_is_read_however_it_is_written(
    client: FlaskClient, disposition: bytes, title: str
) -> None:
    answer = send(client, part(b'name="file"; ' + disposition, jpeg()))

    assert answer.status_code == 204, answer.text
    assert titles(client) == [title]


def test_a_field_in_another_charset_is_passed_over(client: FlaskClient) -> None:
    fields = part('name="标题"'.encode("gb18030"), "头像".encode("gb18030"))

    answer = send(client, fields + part(b'name="file"; filename="a.jpg"', jpeg()))

    assert answer.status_code == 204


TYPE = "multipart/form-data; boundary=b"


def part(disposition: bytes, content: bytes) -> bytes:
    """One part of a form, and what comes before it."""
    head = b"\r\n--b\r\nContent-Disposition: form-data; "
    return head + disposition + b"\r\n\r\n" + content


def send(
    client: FlaskClient, parts: bytes, headers: dict[str, str] | None = None
) -> TestResponse:
    """Send a form of these parts."""
    return client.post(
        "/", data=parts + _END, content_type=TYPE, headers={**SCRIPT, **(headers or {})}
    )


def titles(client: FlaskClient) -> list[str]:
    listed = client.get("/uploads/").get_json()
    return [upload["title"] for upload in listed["uploads"]]
