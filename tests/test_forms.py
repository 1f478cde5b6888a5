"""The validator for Flask-WTF, in a host's own form."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from apps import Browser
from dropslot import Dropslot, Refused, upload_checking
from dropslot.forms import ImageFile
from flask import Flask, jsonify
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from pictures import animated, jpeg, png
from posting import multipart, post


@pytest.fixture
def host(folder: Path) -> Flask:
    """A host app whose pages take a form and tell what was wrong with it."""
    app = Flask("host")
    app.test_client_class = Browser
    app.config.update(
        DROPSLOT_UPLOAD_PATH=folder,
        DROPSLOT_CHECK_PROCESSES=1,
        DROPSLOT_MAX_CONTENT_LENGTH=100_000,
        DROPSLOT_MAX_FRAMES=3,
        DROPSLOT_MAX_PIXELS=320 * 240,
        WTF_CSRF_ENABLED=False,
        TESTING=True,
    )
    return app


@pytest.fixture
def slot(host: Flask) -> Iterator[Dropslot]:
    """The host's only Dropslot."""
    slot = Dropslot(host, url_prefix="/photos")
    yield slot
    slot.close()


@pytest.fixture
def client(host: Flask, slot: Dropslot) -> FlaskClient:
    """A visitor of the host, which keeps what its forms take."""

    class One(FlaskForm):  # type: ignore[misc]
        file = FileField(validators=[ImageFile()])

    class Several(FlaskForm):  # type: ignore[misc]
        file = MultipleFileField(validators=[FileRequired(), ImageFile()])

    @host.post("/one")
    def one() -> ResponseReturnValue:
        form = One()
        if form.validate() and form.file.data:
            slot.keep(form.file.data)
        return jsonify(form.errors)

    @host.post("/several")
    def several() -> ResponseReturnValue:
        form = Several()
        if form.validate():
            for file in form.file.data:
                slot.keep(file)
        return jsonify(form.errors)

    return host.test_client()


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(("a.txt", b"x"), id="another extension"),
        pytest.param(("a.jpg", png()), id="another format"),
        pytest.param(("a.jpg", jpeg()[:-50]), id="cut short"),
        pytest.param(("a.jpg", b"<?php"), id="no picture"),
        pytest.param(("a.jpg", b""), id="empty"),
        pytest.param(("a.jpg", bytes(100_001)), id="too many bytes"),
        pytest.param(("a.png", png(320, 241)), id="too many pixels"),
        pytest.param(("a.gif", animated("GIF", 4)), id="too many frames"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_form_says_what_dropslot_says(
    client: FlaskClient, folder: Path, file: tuple[str, bytes], language: str
) -> None:
    headers = {"Accept": "text/plain", "Accept-Language": language}

    ours = post(client, file, path="/photos/", headers=headers)
    theirs = post(client, file, path="/one", headers=headers)

    assert ours.status_code in (400, 413)
    assert theirs.get_json() == {"file": [ours.text]}
    assert list((folder / ".dropslot" / "staging").iterdir()) == []


def test_what_a_listener_refuses_the_form_refuses(
    client: FlaskClient, slot: Dropslot
) -> None:
    def scan(_: object, title: str, **__: object) -> None:
        raise Refused(f"{title} holds a virus.")

    with upload_checking.connected_to(scan, sender=slot):
        answer = post(client, ("a.jpg", jpeg()), path="/one")

    assert answer.get_json() == {"file": ["a.jpg holds a virus."]}


def test_listeners_hear_whose_file_the_form_has(host: Flask) -> None:
    slot = Dropslot(host, owner=lambda: 7)
    heard: list[object] = []

    def listen(_: object, owner: object, **__: object) -> None:
        heard.append(owner)

    with upload_checking.connected_to(listen, sender=slot):
        errors_of(host, ImageFile())
    slot.close()

    assert heard == ["7"]


def test_a_good_file_can_be_kept_afterwards(client: FlaskClient, folder: Path) -> None:
    answer = post(client, ("a.jpg", jpeg()), path="/one")

    (upload,) = client.get("/photos/uploads/").get_json()["uploads"]
    assert answer.get_json() == {}
    assert client.get(upload["url"]).data == jpeg()
    assert list((folder / ".dropslot" / "staging").iterdir()) == []


def test_each_of_several_files_is_checked(client: FlaskClient) -> None:
    files = [("a.jpg", b""), ("b.jpg", jpeg()), ("c.jpg", jpeg()[:-50])]

    refused = post(client, *files, path="/several")
    kept = post(client, ("d.jpg", jpeg()), ("e.png", png()), path="/several")

    assert refused.get_json() == {
        "file": ["Invalid image: a.jpg is empty.", "Invalid image: c.jpg is cut short."]
    }
    assert kept.get_json() == {}
    assert len(client.get("/photos/uploads/").get_json()["uploads"]) == 2


def test_no_file_is_for_file_required_to_refuse(client: FlaskClient) -> None:
    assert post(client, ("", b""), path="/one").get_json() == {}
    assert post(client, ("", b""), path="/several").get_json() == {
        "file": ["This field is required."]
    }


def test_with_several_dropslots_the_form_says_which(
    host: Flask, slot: Dropslot, tmp_path: Path
) -> None:
    gifs = {"UPLOAD_PATH": tmp_path / "gifs", "UPLOAD_EXTENSIONS": ".gif"}
    other = Dropslot(host, url_prefix="/gifs", settings=gifs)

    assert errors_of(host, ImageFile(slot=slot)) == []
    assert len(errors_of(host, ImageFile(slot=other))) == 1
    with pytest.raises(RuntimeError, match="has several Dropslots"):
        errors_of(host, ImageFile())
    other.close()


def test_an_app_without_the_dropslot_says_how_to_mount_it(
    host: Flask, slot: Dropslot
) -> None:
    elsewhere = Flask("elsewhere")
    elsewhere.config.update(WTF_CSRF_ENABLED=False)

    with pytest.raises(RuntimeError, match="no Dropslot; mount it"):
        errors_of(elsewhere, ImageFile())
    with pytest.raises(RuntimeError, match="has no Dropslot; mount it"):
        errors_of(elsewhere, ImageFile(slot=slot))


def test_without_flask_wtf_all_but_the_validator_is_there() -> None:
    code = (
        "import sys; sys.modules['wtforms'] = sys.modules['flask_wtf'] = None\n"
        "import dropslot\n"
        "for name in dropslot.__all__: getattr(dropslot, name)\n"
        "try: import dropslot.forms\n"
        "except ImportError as error: print(error)"
    )

    printed = subprocess.check_output([sys.executable, "-c", code], text=True)

    assert printed == "dropslot.forms needs Flask-WTF: pip install 'dropslot[wtf]'.\n"


def errors_of(app: Flask, validator: ImageFile) -> list[str]:
    """What a form with this validator says to a good JPEG."""

    class Form(FlaskForm):  # type: ignore[misc]
        file = FileField(validators=[validator])

    content_type, body = multipart(("a.jpg", jpeg()))
    with app.test_request_context(method="POST", data=body, content_type=content_type):
        form = Form()
        form.validate()
        errors: list[str] = form.file.errors
        return errors
