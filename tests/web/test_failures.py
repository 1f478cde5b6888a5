"""What goes wrong on the server: logged once, under the reference of its answer."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from apps import MakeApp, backend_of
from dropslot import Dropslot, UploadError, sentence, upload_checking
from dropslot.model import StorageFailed, StorageFull
from dropslot.uploads.leftovers import done_later
from flask import Flask, Response, request
from flask.testing import FlaskClient
from pictures import jpeg
from posting import FORM, SCRIPT, kept, post
from sending import Sender
from werkzeug.test import TestResponse

PHOTO = jpeg()


@pytest.fixture
def without_catalog(client: FlaskClient, folder: Path) -> FlaskClient:
    """A visitor whose picture was kept before the catalog broke."""
    kept(client, "a.jpg", PHOTO)
    with sqlite3.connect(folder / ".dropslot" / "catalog.db") as connection:
        connection.execute("ALTER TABLE dropslot_uploads RENAME TO gone")
    return client


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda client: client.get("/uploads/"), id="the list"),
        pytest.param(lambda client: client.get("/"), id="the page"),
        pytest.param(
            lambda client: client.get(
                "/uploads/01a21ae2-7c1b-7b11-b80d-019d95631e0e.jpg"
            ),
            id="a picture",
        ),
        pytest.param(
            lambda client: client.delete(
                "/uploads/01a21ae2-7c1b-7b11-b80d-019d95631e0e.jpg"
            ),
            id="taking back",
        ),
        pytest.param(lambda client: post(client, ("b.jpg", PHOTO)), id="an upload"),
        pytest.param(
            lambda client: post(client, ("b.jpg", PHOTO), headers=FORM),
            id="a plain form",
        ),
    ],
)
def test_a_database_that_fails_is_logged_with_the_reference_that_was_given(
    without_catalog: FlaskClient,
    caplog: pytest.LogCaptureFixture,
    ask: Callable[[FlaskClient], TestResponse],
) -> None:
    caplog.clear()

    answer = ask(without_catalog)

    assert answer.status_code == 503
    line = line_of(caplog, reference_in(answer.text))
    assert "503 storage-failed" in line
    assert "no such table: dropslot_uploads" in line
    assert "01a21ae2" not in line


def test_a_folder_that_fails_is_logged_with_what_the_system_said(
    client: FlaskClient, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / ".dropslot" / "staging").rmdir()

    answer = post(client, ("a.jpg", PHOTO), headers={**SCRIPT, "Accept-Language": "zh"})

    assert answer.status_code == 503
    assert answer.text.startswith("服务器暂时无法保存")
    line = line_of(caplog, reference_in(answer.text))
    assert "FileNotFoundError ENOENT (No such file or directory)" in line
    assert line.endswith(f" in {folder / '.dropslot' / 'staging'}")


def test_health_that_is_not_is_logged_too(
    client: FlaskClient, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / ".dropslot" / "staging").rmdir()

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert "GET /healthz failed" in line_of(caplog, reference_in(answer.text))


def test_a_disk_without_room_is_logged(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    # No disk has room for four files of a tebibyte, the largest limit there is.
    client = make_app(MAX_CONTENT_LENGTH=1024**4).test_client()

    answer = Sender(client=client, body=PHOTO).send(0)

    assert answer.status_code == 507
    assert "507 storage-full" in line_of(caplog, reference_in(answer.text))


def test_an_error_that_nobody_foresaw_is_logged_with_its_traceback(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object, **__: object) -> None:
        raise ValueError("what a listener said")

    with upload_checking.connected_to(fail, sender=backend_of(app).sender):
        answer = post(app.test_client(), ("a.jpg", PHOTO))

    assert answer.status_code == 500
    assert "POST / failed" in line_of(caplog, reference_in(answer.text))
    assert "ValueError: what a listener said" in caplog.text


def test_what_goes_wrong_after_the_view_is_logged_once_too(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    causes = iter([ValueError("after the view")])

    @app.after_request
    def fail(response: Response) -> Response:
        for cause in causes:
            raise cause
        return response

    answer = app.test_client().get("/uploads/")

    assert (answer.status_code, answer.headers["Dropslot-Error"]) == (
        500,
        "server-error",
    )
    assert "GET /uploads/ failed" in line_of(caplog, reference_in(answer.text))
    assert caplog.text.count("ValueError: after the view") == 1


def test_a_refusal_carries_no_reference_and_is_no_failure(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = post(client, ("notes.txt", b"text"))

    assert answer.status_code == 400
    assert "Reference" not in answer.text
    assert failures(caplog) == []


def test_what_a_hosts_own_view_catches_is_logged_as_well(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    host = Flask("host")
    host.config["DROPSLOT_UPLOAD_PATH"] = tmp_path / "uploads"
    slot = Dropslot(host, url_prefix="/photos")
    slot.start()

    @host.post("/avatar")
    def avatar() -> tuple[str, int]:
        try:
            slot.keep(request.files["file"])
        except UploadError as error:
            return sentence(error), error.status
        return "", 204

    (tmp_path / "uploads" / ".dropslot" / "staging").rmdir()
    answer = post(host.test_client(), ("a.jpg", PHOTO), path="/avatar")
    slot.close()

    assert answer.status_code == 503
    assert "POST /avatar failed" in line_of(caplog, reference_in(answer.text))


def test_limits_that_a_crowd_meets_are_a_line_a_minute(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object, **__: object) -> None:
        raise StorageFull("unfinished")

    client = app.test_client()
    with upload_checking.connected_to(fail, sender=backend_of(app).sender):
        answers = [post(client, ("a.jpg", PHOTO)) for _ in range(12)]

    assert {answer.status_code for answer in answers} == {507}
    assert "Reference" not in answers[0].text
    assert len(failures(caplog)) <= 1


def test_what_is_done_later_is_not_silent(caplog: pytest.LogCaptureFixture) -> None:
    with done_later("Removing"):
        raise StorageFull from OSError(28, "No space left on device", "/srv/a/b.jpg")

    assert [record.getMessage() for record in caplog.records] == [
        "Removing failed; it is done later:"
        " OSError ENOSPC (No space left on device) in /srv/a"
    ]


def test_a_failure_is_logged_once_however_often_it_is_told(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object, **__: object) -> None:
        raise StorageFailed

    with upload_checking.connected_to(fail, sender=backend_of(app).sender):
        answer = post(app.test_client(), ("a.jpg", PHOTO), headers=FORM)

    assert answer.status_code == 503
    assert len(failures(caplog)) == 1


def reference_in(text: str) -> str:
    """The reference that a visitor was given."""
    found = re.search(r"\b[0-9a-f]{8}\b", text)
    assert found, text
    return found[0]


def line_of(caplog: pytest.LogCaptureFixture, reference: str) -> str:
    """The only line in the log that names a reference."""
    (line,) = [one for one in failures(caplog) if reference in one]
    return line


def failures(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says of failures."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING and record.name == "dropslot.failures"
    ]
