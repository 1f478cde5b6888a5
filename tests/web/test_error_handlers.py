"""How an error is answered: a page for who opened it, one line for programs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from apps import MakeApp
from flask import Flask
from flask.testing import FlaskClient
from pictures import jpeg
from posting import FORM, post
from signing import sign_in

MISSING = "/uploads/01890000-0000-7000-8000-000000000000.jpg"
OPENED = [
    pytest.param({"Sec-Fetch-Mode": "navigate", "Accept": "*/*"}, id="it says so"),
    pytest.param(FORM, id="a browser that does not say so"),
    pytest.param(
        {"Accept": "text/html, application/xhtml+xml, */*"}, id="an old browser"
    ),
]
ASKED = [
    pytest.param({}, id="no wish"),
    pytest.param({"Accept": "*/*"}, id="curl"),
    pytest.param({"Accept": "text/html"}, id="HTML, and no browser"),
    pytest.param(
        {"Accept": "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"}, id="Java"
    ),
    pytest.param({"Sec-Fetch-Mode": "cors", **FORM}, id="a script of the page"),
    pytest.param({"Sec-Fetch-Mode": "no-cors", **FORM}, id="a picture in a page"),
    pytest.param({"X-Requested-With": "XMLHttpRequest", **FORM}, id="an old script"),
    pytest.param({"Accept": "text/html;q=0.5,application/xhtml+xml"}, id="XML rather"),
    pytest.param({"Accept": ";;q=,,text/html;q=\x7f;q=1e999,*"}, id="nonsense"),
]
FAILURES = [
    pytest.param("GET", MISSING, 404, "not-there", id="no picture"),
    pytest.param("GET", "/nowhere", 404, "not-there", id="no address"),
    pytest.param(
        "GET", MISSING.replace("upload", "picture"), 404, "not-there", id="no page"
    ),
    pytest.param("GET", "/shared/x", 404, "not-there", id="no link"),
    pytest.param("GET", "/?before=x", 400, "bad-request", id="no name"),
    pytest.param("PUT", "/", 405, "method-not-allowed", id="nothing to be done"),
    pytest.param("POST", "/", 400, "no-file", id="no file"),
]


@pytest.mark.parametrize(("method", "path", "status", "code"), FAILURES)
@pytest.mark.parametrize("headers", OPENED)
def test_who_opens_an_address_gets_every_failure_on_a_page(
    client: FlaskClient,
    headers: dict[str, str],
    method: str,
    path: str,
    status: int,
    code: str,
) -> None:
    answer = client.open(path, method=method, headers=headers)

    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert answer.headers["Dropslot-Error"] == code
    assert 'href="/"' in answer.text
    assert ("None of the files" in answer.text) == (method == "POST")


@pytest.mark.parametrize(("method", "path", "status", "code"), FAILURES)
@pytest.mark.parametrize("headers", ASKED)
def test_programs_get_every_failure_in_one_line(
    client: FlaskClient,
    headers: dict[str, str],
    method: str,
    path: str,
    status: int,
    code: str,
) -> None:
    answer = client.open(path, method=method, headers=headers)

    assert (answer.status_code, answer.mimetype) == (status, "text/plain")
    assert answer.headers["Dropslot-Error"] == code
    assert "\n" not in answer.text


@pytest.mark.parametrize("headers", ASKED)
def test_what_no_browser_opened_is_never_sent_elsewhere(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    assert post(client, ("a.jpg", jpeg()), headers=headers).status_code == 204


@pytest.mark.parametrize("headers", OPENED)
def test_a_plain_form_of_a_browser_is_sent_back_to_the_page(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    assert post(client, ("a.jpg", jpeg()), headers=headers).status_code == 303


def test_a_page_about_a_failure_is_in_the_visitors_language(
    client: FlaskClient,
) -> None:
    answer = client.get("/nowhere", headers={**FORM, "Accept-Language": "zh"})

    assert '<html lang="zh-Hans"' in answer.text
    assert "此地址没有内容。" in answer.text


def test_a_page_about_a_failure_leads_to_itself_in_other_languages(
    client: FlaskClient,
) -> None:
    opened = client.get("/nowhere?x=1&y", headers=FORM).text
    sent = client.post("/", headers=FORM).text

    for code in ("en", "zh"):
        assert f'href="/?language={code}&amp;next=/nowhere%3Fx%3D1%26y"' in opened
        # What was sent cannot be sent again by a link.
        assert f'href="/?language={code}&amp;next=/"' in sent


@pytest.mark.parametrize(("method", "path", "status", "code"), FAILURES)
def test_only_what_failed_is_marked_as_such(
    client: FlaskClient, method: str, path: str, status: int, code: str
) -> None:
    answer = client.open(path, method=method, headers=FORM)

    assert ("<svg" in answer.text) == (status != 404), code


def test_a_link_that_has_expired_is_a_page(client: FlaskClient) -> None:
    (slot,) = client.application.extensions["dropslot"].values()
    token = slot.links.dumps(["01890000-0000-7000-8000-000000000000.jpg", 0])

    answer = client.get(f"/shared/{token}", headers=FORM)

    assert (answer.status_code, answer.mimetype) == (410, "text/html")
    assert "This link has expired." in answer.text


def test_a_form_that_is_too_large_is_a_page(make_app: MakeApp) -> None:
    client = make_app(MAX_CONTENT_LENGTH=1024).test_client()

    answer = post(client, ("a.jpg", bytes(4096)), headers=FORM)

    assert (answer.status_code, answer.mimetype) == (413, "text/html")
    assert "File is too large" in answer.text


def test_too_many_tries_to_sign_in_are_told_on_the_page_to_sign_in_on(
    client: FlaskClient,
) -> None:
    for _ in range(50):
        answer = sign_in(client, "ann", "wrong", headers=FORM)
        if answer.status_code == 429:
            break

    assert (answer.status_code, answer.mimetype) == (429, "text/html")
    assert "Too many attempts" in answer.text
    assert 'name="password"' in answer.text


def test_a_server_that_has_lost_its_database_says_so_on_a_page(
    client: FlaskClient, folder: Path
) -> None:
    with sqlite3.connect(folder / ".dropslot" / "catalog.db") as connection:
        for table in ("dropslot_uploads", "dropslot_users", "dropslot_user_sign_ins"):
            connection.execute(f"ALTER TABLE {table} RENAME TO no_{table}")

    answer = client.get("/", headers=FORM)

    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert "Reference: " in answer.text


def test_what_nobody_foresaw_is_a_page(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/broken", view_func=lambda: str(1 // 0))

    answer = client.get("/broken", headers=FORM)

    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "Something went wrong on the server." in answer.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nowhere"),
        ("POST", "/nowhere"),
        ("GET", "/uploads"),
        ("PUT", "/"),
        ("OPTIONS", "/"),
        ("GET", "/assets/x/none.js"),
        ("GET", "//"),
        ("GET", MISSING),
        ("GET", "/healthz"),
        ("GET", "/account"),
    ],
)
def test_every_answer_of_the_program_carries_our_headers(
    client: FlaskClient, method: str, path: str
) -> None:
    answer = client.open(path, method=method)

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.status_code < 400 or answer.headers["Dropslot-Error"]
    assert "://" not in answer.headers.get("Location", "")


def test_what_may_be_done_at_an_address_is_told(client: FlaskClient) -> None:
    allowed = client.put("/").headers["Allow"]

    assert set(allowed.split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_what_nobody_foresaw_is_a_sentence_with_a_reference_that_the_log_has(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> str:
        raise RuntimeError("the cause")

    app.add_url_rule("/broken", view_func=broken)

    answer = client.get("/broken")

    assert answer.status_code == 500
    assert answer.headers["Dropslot-Error"] == "server-error"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "the cause" not in answer.text
    reference = answer.text.partition("Reference: ")[2].rstrip(")")
    assert reference in caplog.text
    assert "the cause" in caplog.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=--1"},
        {"If-None-Match": '"'},
        {"If-Modified-Since": "\x7f"},
        {"If-Range": "W/"},
        {"Authorization": "Basic \xff"},
        {"Authorization": "Basic"},
        {"Cookie": "=;;dropslot=\xff;x"},
        {"Accept": "a/b;q=nan, ;"},
        {"Accept-Encoding": "gzip;q=x"},
        {"Accept-Language": "\xff;q=1, -, _"},
        {"Content-Length": "-5"},
        {"Content-Length": "x"},
        {"Content-Type": "multipart/form-data; boundary=\xff"},
        {"Content-Type": "multipart/form-data; boundary="},
        {"Content-Type": ";"},
        {"Host": "a b"},
        {"Host": "[::"},
        {"Host": "x:99999999"},
        {"Origin": "http://[::1", "Host": "[::"},
        {"Sec-Fetch-Site": "\xff"},
        {"X-Forwarded-For": ",,"},
    ],
    ids=lambda headers: " ".join(f"{k}={v!a}" for k, v in headers.items()),
)
def test_headers_in_nonsense_are_no_failure_of_the_server(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    paths = ("/", "/uploads/", MISSING, "/nowhere", "/login")

    statuses = {client.get(path, headers=headers).status_code for path in paths}
    statuses |= {client.post(path, headers=headers).status_code for path in paths}

    assert max(statuses) < 500
