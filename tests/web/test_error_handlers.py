"""How an error is answered: a page for who opened it, one line for programs."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pictures import jpeg
from posting import FORM, post

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
