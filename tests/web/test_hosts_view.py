"""A refusal that a host's own view does not catch answers itself."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from apps import Browser
from dropslot import Dropslot, Refused, UploadError, sentence, upload_checking
from dropslot.model import Busy, StorageFailed
from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue
from pictures import jpeg
from posting import FORM, post
from werkzeug.test import TestResponse

CUT = ("a.jpg", jpeg()[:-50])
IN_ENGLISH = "Invalid image: a.jpg is cut short."
IN_GERMAN = "Kein gültiges Bild: a.jpg ist unvollständig."
Say = Callable[..., ResponseReturnValue]


@pytest.fixture
def slot() -> Iterator[Dropslot]:
    """A Dropslot that is in no app yet."""
    slot = Dropslot(url_prefix="/photos")
    yield slot
    slot.close()


@pytest.fixture
def host(slot: Dropslot, folder: Path) -> Flask:
    """A host whose own view keeps a file and catches nothing; no Dropslot is in it."""
    app = Flask("host")
    app.test_client_class = Browser
    app.config.update(DROPSLOT_UPLOAD_PATH=folder, DROPSLOT_CHECK_PROCESSES=1)
    app.add_url_rule("/own", view_func=own_view(slot), methods=["POST"])
    return app


def own_view(slot: Dropslot) -> Say:
    """What every host has, in two lines."""

    def own() -> ResponseReturnValue:
        slot.keep(request.files["file"])
        return "", 204

    return own


def send(host: Flask, path: str = "/own", **headers: str) -> TestResponse:
    """Send a picture that is cut short."""
    given = {"Accept": "text/plain", **headers}
    return post(host.test_client(), CUT, path=path, headers=given)


def test_the_answer_is_what_it_is_under_our_prefix(host: Flask, slot: Dropslot) -> None:
    slot.init_app(host)

    ours, own = send(host, "/photos/"), send(host)

    assert (own.status_code, own.text, own.mimetype) == (400, IN_ENGLISH, "text/plain")
    assert own.headers["Dropslot-Error"] == "invalid-image"
    ours.headers.pop("Set-Cookie")
    assert dict(own.headers) == dict(ours.headers)


@pytest.mark.parametrize(
    "config",
    [
        pytest.param({"TESTING": True}, id="tests"),
        pytest.param({"DEBUG": True}, id="debug mode"),
        pytest.param({"PROPAGATE_EXCEPTIONS": True}, id="exceptions come through"),
    ],
)
def test_however_the_app_is_run(
    host: Flask, slot: Dropslot, config: dict[str, bool]
) -> None:
    host.config.update(config)
    slot.init_app(host)

    assert send(host).text == IN_ENGLISH


def test_who_sent_a_plain_form_gets_a_page_that_leads_back_to_it(
    host: Flask, slot: Dropslot
) -> None:
    slot.init_app(host)

    answer = send(host, Referer="http://localhost/form?for=a%20b", **FORM)

    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert IN_ENGLISH in answer.text
    assert 'href="/form?for=a%20b"' in answer.text
    # That is for the host to say, which may have kept others.
    assert "None of the files" not in answer.text


@pytest.mark.parametrize(
    "referrer",
    [
        pytest.param("http://evil.example/form", id="another site"),
        pytest.param("http://localhost//evil.example", id="a path that is one"),
        pytest.param("", id="nobody says"),
    ],
)
def test_who_came_from_elsewhere_is_led_to_the_host(
    host: Flask, slot: Dropslot, referrer: str
) -> None:
    slot.init_app(host)

    answer = send(host, Referer=referrer, **FORM)

    assert "evil" not in answer.text
    assert '<a class="button main" href="/">' in answer.text


@pytest.mark.parametrize("kind", [UploadError, Exception])
@pytest.mark.parametrize("comes", ["before", "after"])
@pytest.mark.parametrize("where", ["app", "blueprint"])
def test_what_the_host_handles_stays_the_hosts(
    host: Flask, slot: Dropslot, where: str, comes: str, kind: type[Exception]
) -> None:
    def sorry(error: Exception) -> ResponseReturnValue:
        return f"sorry: {error}", 418

    routes = Blueprint("shop", "shop", url_prefix="/shop")
    routes.add_url_rule("/own", view_func=own_view(slot), methods=["POST"])
    if comes == "after":
        slot.init_app(host)
    if where == "app":
        host.register_error_handler(kind, sorry)
    else:
        routes.register_error_handler(kind, sorry)
    host.register_blueprint(routes)
    if comes == "before":
        slot.init_app(host)

    answer = send(host, "/shop/own")

    assert (answer.status_code, answer.text) == (418, f"sorry: {IN_ENGLISH}")
    assert "Dropslot-Error" not in answer.headers
    assert send(host, "/photos/").status_code == 400


def test_a_kind_that_the_host_handles_is_its_own_and_others_are_not(
    host: Flask, slot: Dropslot
) -> None:
    host.register_error_handler(Refused, lambda _: ("sorry", 418))
    slot.init_app(host)

    def refuse(_: object, **__: object) -> None:
        raise Refused("No.")

    with upload_checking.connected_to(refuse, sender=slot):
        refused = post(host.test_client(), ("a.jpg", jpeg()), path="/own")

    assert refused.status_code == 418
    assert send(host).status_code == 400


def test_a_page_for_every_500_is_not_for_refusals(host: Flask, slot: Dropslot) -> None:
    host.register_error_handler(500, lambda _: ("the host is sorry", 500))
    slot.init_app(host)

    assert send(host).text == IN_ENGLISH


@pytest.mark.parametrize(
    ("error", "status", "seconds"),
    [
        pytest.param(Busy(seconds=7), 503, "7", id="busy"),
        pytest.param(StorageFailed(), 503, "5", id="the store is away"),
    ],
)
def test_it_says_when_to_come_again(
    host: Flask, slot: Dropslot, error: UploadError, status: int, seconds: str
) -> None:
    slot.init_app(host)

    def fail(_: object, **__: object) -> None:
        raise error

    with upload_checking.connected_to(fail, sender=slot):
        answer = post(host.test_client(), ("a.jpg", jpeg()), path="/own")

    assert answer.status_code == status
    assert answer.headers["Retry-After"] == seconds


def test_of_several_dropslots_the_one_that_refused_answers(
    host: Flask, slot: Dropslot, tmp_path: Path
) -> None:
    (tmp_path / "locales").mkdir()
    words = '{"error.invalid-image.cut-short": "Half of {name} is missing."}'
    (tmp_path / "locales" / "en.json").write_text(words)
    scans = Dropslot(
        url_prefix="/scans",
        settings={
            "UPLOAD_PATH": tmp_path / "scans",
            "TITLE": "Scans",
            "LOCALES": tmp_path / "locales",
        },
    )
    host.add_url_rule("/scan", "scan", own_view(scans), methods=["POST"])
    slot.init_app(host)
    scans.init_app(host)

    photo, scan = send(host, **FORM), send(host, "/scan", **FORM)
    scans.close()

    assert IN_ENGLISH in photo.text
    assert "Half of a.jpg is missing." in scan.text
    assert "· Scans</title>" in scan.text


def test_a_refusal_is_its_sentence_in_the_language_of_the_request(
    host: Flask, slot: Dropslot
) -> None:
    told: list[str] = []

    def remember(error: UploadError) -> ResponseReturnValue:
        told.extend((str(error), sentence(error)))
        return f"{error}", error.status

    host.register_error_handler(UploadError, remember)
    slot.init_app(host)

    answer = send(host, **{"Accept-Language": "de"})

    assert told == [IN_GERMAN, IN_GERMAN]
    assert answer.text == IN_GERMAN


def test_outside_of_a_request_it_is_in_english(
    host: Flask, slot: Dropslot, tmp_path: Path
) -> None:
    slot.init_app(host)
    (tmp_path / "a.jpg").write_bytes(CUT[1])

    with (
        host.app_context(),
        (tmp_path / "a.jpg").open("rb") as file,
        pytest.raises(UploadError) as refused,
    ):
        slot.keep(file)

    assert str(refused.value) == sentence(refused.value) == IN_ENGLISH
    assert str(pickle.loads(pickle.dumps(refused.value))) == IN_ENGLISH


def test_a_refusal_is_a_sentence_wherever_it_was_imported() -> None:
    code = "from dropslot import Refused, UploadError; print(Refused('No.'))"

    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "No.\n"


def test_a_kind_that_a_host_has_made_is_told_by_its_code() -> None:
    class TooBlue(UploadError):
        code = "too-blue"

    assert str(TooBlue(shade="navy")) == "error.too-blue {'shade': 'navy'}"
