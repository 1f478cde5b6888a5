"""The log of requests: one line each, and nothing in it that is not an operator's."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from apps import MakeApp
from dropslot import Dropslot
from flask import Flask
from flask.testing import FlaskClient
from pictures import jpeg
from posting import kept, multipart, post
from program import Program
from signing import add_person, sign_in

PHOTO = jpeg()
# A host that has not set up logging, and takes one picture and refuses another.
HOST = """
import sys
from dropslot import Dropslot
from flask import Flask
from werkzeug.datastructures import FileStorage

app = Flask("host")
app.config["DROPSLOT_UPLOAD_PATH"] = sys.argv[1]
slot = Dropslot(app, url_prefix="/photos")
client = app.test_client()
assert client.get("/photos/uploads/").status_code == 200
assert client.post("/photos/").status_code == 400
slot.close()
"""


@pytest.fixture(autouse=True)
def _wanted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "dropslot")


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """An app whose pictures are private."""
    return make_app(ACCESS="private")


@pytest.mark.parametrize(
    ("method", "path", "line"),
    [
        pytest.param("GET", "/", "GET / 200", id="the page"),
        pytest.param("HEAD", "/healthz", "HEAD /healthz 200", id="only the head"),
        pytest.param("POST", "/", "POST / 401", id="a refused upload"),
        pytest.param(
            "GET",
            "/uploads/01a21ae2-7c1b-7b11-b80d-019d95631e0e.jpg",
            "GET /uploads/<name> 404",
            id="a picture that is not there",
        ),
        pytest.param("GET", "/wp-login.php", "GET - 404", id="an unknown address"),
        pytest.param("PUT", "/login", "PUT - 405", id="a method that is not taken"),
        pytest.param("GET", "/uploads", "GET - 308", id="a redirect"),
        pytest.param(
            "POST", "/logout", "POST /logout 403", id="refused before its view"
        ),
    ],
)
def test_a_request_is_one_line(
    client: FlaskClient,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
    line: str,
) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"} if path == "/logout" else {}

    client.open(path, method=method, headers=headers)

    (logged,) = lines(caplog)
    assert logged.startswith(f"{line} in=")


def test_a_line_says_who_sent_how_much_and_what_came_back(
    app: Flask, ann: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    content_type, body = multipart(("a.jpg", PHOTO))

    ann.post("/", data=body, content_type=content_type)
    answer = ann.get("/uploads/")

    took, listed = records(caplog)
    assert took["in"] == len(body)
    assert (took["status"], took["out"], took["error"]) == (204, 0, None)
    assert took["who"].startswith("ann-")
    assert took["from"] == "127.0.0.1"
    assert took["ms"] > 0
    assert (listed["in"], listed["out"]) == (0, len(answer.data))


def test_a_refusal_says_its_code(
    ann: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    post(ann, ("notes.txt", b"text"))

    (logged,) = lines(caplog)
    assert logged.startswith("POST / 400 in=")
    assert logged.endswith(" error=wrong-extension")


def test_who_signs_in_is_named(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    add_person(app, "ann")

    sign_in(app.test_client(), "ann")

    (told,) = records(caplog)
    assert (told["route"], told["status"]) == ("/login", 303)
    assert told["who"].startswith("ann-")


def test_no_line_holds_a_name_of_a_picture_a_link_or_a_password(
    app: Flask, ann: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    location = kept(ann, "IMG_0412 with Bob.jpg", PHOTO)
    name = location.rpartition("/")[2]
    link = ann.post(f"{location}/link").get_json()["url"]
    token = link.rpartition("/")[2]
    for path in (location, f"/thumbnails/{name}", f"/uploads/?names={name}", link):
        assert ann.get(path).status_code == 200
    sign_in(app.test_client(), "ann", "wrong horse")
    app.test_client().get("/uploads/", auth=("ann", "a wrong horse"))
    ann.delete(location)

    assert len(lines(caplog)) == 9
    for secret in (name, name[:36], token, "IMG_0412", "Bob", "horse", "names="):
        assert secret not in caplog.text
    cookie = ann.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie
    assert cookie.value not in caplog.text


@pytest.mark.parametrize(
    "owner",
    [
        pytest.param("ann\n2026-11-23 ERROR forged", id="a new line"),
        pytest.param("ann\r\x1b[2Kgone", id="a terminal's commands"),
        pytest.param("ann\u2028\u202eforged", id="what turns the line round"),
        pytest.param("ann from=10.0.0.1 who=bob", id="another value"),
    ],
)
def test_what_strangers_choose_stays_one_word_of_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, owner: str
) -> None:
    host = Flask("host")
    host.config["DROPSLOT_UPLOAD_PATH"] = tmp_path / "uploads"
    slot = Dropslot(host, owner=lambda: owner)

    host.test_client().get("/uploads/")
    slot.close()

    (logged,) = lines(caplog)
    assert logged.isprintable()
    assert ' who="ann' in logged
    assert logged.endswith('" from=127.0.0.1 error=-')
    assert [told["who"] for told in records(caplog)] == [owner]


def test_a_host_is_logged_where_dropslot_is_mounted_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    host = Flask("host")
    host.config["DROPSLOT_UPLOAD_PATH"] = tmp_path / "uploads"
    host.add_url_rule("/own", view_func=lambda: "the host's own")
    slot = Dropslot(host, url_prefix="/photos")

    host.test_client().get("/own")
    host.test_client().get("/photos/uploads/")
    slot.close()

    (logged,) = lines(caplog)
    assert logged.startswith("GET /photos/uploads/ 200 ")


def test_a_host_that_answers_before_us_has_its_line_too(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    host = Flask("host")
    host.config["DROPSLOT_UPLOAD_PATH"] = tmp_path / "uploads"
    host.before_request(lambda: ("closed today", 418))
    slot = Dropslot(host)

    host.test_client().get("/uploads/")
    slot.close()

    (told,) = records(caplog)
    assert (told["route"], told["status"], told["out"]) == ("/uploads/", 418, 12)


def test_in_a_host_nothing_is_printed_that_the_host_did_not_ask_for(
    tmp_path: Path,
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", HOST, str(tmp_path / "uploads")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_the_program_writes_lines_with_a_time(program: Program) -> None:
    program.start()
    program.get_json("/uploads/")

    assert " INFO dropslot.access GET /uploads/ 200 in=0 out=" in program.stop()


def test_the_program_writes_json_when_it_is_told_to(program: Program) -> None:
    program.start(LOG="json")
    program.get_json("/uploads/")

    printed = program.stop()

    assert '"logger":"dropslot.access","method":"GET","route":"/uploads/"' in printed


def test_the_program_writes_no_lines_for_requests_when_it_is_told_to(
    program: Program,
) -> None:
    program.start(LOG="off")
    program.get_json("/uploads/")

    assert "/uploads/" not in program.stop().partition("Ctrl-C")[2]


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The lines for requests, as they are written."""
    return [r.getMessage() for r in caplog.records if r.name == "dropslot.access"]


def records(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """What they say, by name."""
    own = [record for record in caplog.records if record.name == "dropslot.access"]
    return [vars(record)["dropslot_fields"] for record in own]
