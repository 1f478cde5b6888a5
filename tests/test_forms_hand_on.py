"""What a form has found out about a picture is handed on to ``keep`` alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from apps import Browser
from dropslot import Dropslot, UploadError, measures, upload_checking
from dropslot.forms import ImageFile
from dropslot.measures import Step
from flask import Flask
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from pictures import jpeg, png
from posting import multipart
from werkzeug.datastructures import FileStorage

Keep = Callable[[FileStorage], object]


class Asked:
    """How often pictures were decoded, and what listeners were asked."""

    def __init__(self) -> None:
        self.checks = 0
        self.told: list[tuple[str, str | None]] = []

    def step_took(self, step: Step, seconds: float) -> None:
        self.checks += step is Step.CHECK

    def request_took(self, *_: object) -> None:
        """Nobody counts them."""

    def lease_taken_over(self) -> None:
        """Nobody counts them."""

    def hear(self, _: object, title: str, owner: str | None, **__: object) -> None:
        self.told.append((title, owner))


@pytest.fixture
def host(folder: Path) -> Flask:
    """A host where Ann is signed in."""
    app = Flask("host")
    app.test_client_class = Browser
    app.config.update(
        DROPSLOT_UPLOAD_PATH=folder,
        DROPSLOT_CHECK_PROCESSES=1,
        WTF_CSRF_ENABLED=False,
    )
    return app


@pytest.fixture
def slot(host: Flask) -> Iterator[Dropslot]:
    """The Dropslot whose limits the form has."""
    slot = Dropslot(host, url_prefix="/photos", owner=lambda: "ann")
    yield slot
    slot.close()


@pytest.fixture
def asked(slot: Dropslot) -> Iterator[Asked]:
    """What is asked meanwhile."""
    asked = Asked()
    measures.listen(asked)
    with upload_checking.connected_to(asked.hear, sender=slot):
        yield asked
    measures.stop_listening(asked)


def test_a_picture_is_decoded_once_and_listeners_are_asked_once(
    host: Flask, slot: Dropslot, asked: Asked
) -> None:
    kept = through_a_form(host, slot, lambda file: slot.keep(file, owner="ann"))

    assert asked.checks == 1
    assert asked.told == [("a.jpg", "ann")]
    with host.app_context(), slot.open(kept) as file:
        assert file.read() == jpeg()
    assert host.test_client().get(f"/photos/thumbnails/{kept.name}").data


@pytest.mark.parametrize(
    ("how", "told"),
    [
        pytest.param({"owner": None}, ("a.jpg", None), id="of somebody else"),
        pytest.param(
            {"owner": "ann", "name": "me"}, ("me.jpg", "ann"), id="under another name"
        ),
    ],
)
def test_listeners_are_asked_again_where_they_are_told_something_else(
    host: Flask, slot: Dropslot, asked: Asked, how: Any, told: tuple[str, str | None]
) -> None:
    through_a_form(host, slot, lambda file: slot.keep(file, **how))

    assert asked.checks == 1
    assert asked.told == [("a.jpg", "ann"), told]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda file: replace_stream(file, jpeg(seed=1)), id="another"),
        pytest.param(lambda file: write_at(file, 700, b"\0"), id="one byte"),
        pytest.param(lambda file: write_at(file, len(jpeg()), b"MZ"), id="more"),
    ],
)
def test_other_bytes_are_checked_whatever_file_they_are_in(
    host: Flask, slot: Dropslot, asked: Asked, change: Callable[[FileStorage], None]
) -> None:
    def keep(file: FileStorage) -> None:
        change(file)
        with suppress(UploadError):
            slot.keep(file, owner="ann")

    through_a_form(host, slot, keep)

    assert asked.checks == 2


def test_a_name_that_does_not_fit_is_refused_as_ever(
    host: Flask, slot: Dropslot, asked: Asked
) -> None:
    def keep(file: FileStorage) -> None:
        with pytest.raises(UploadError, match="is really a JPEG: name it"):
            slot.keep(file, name="b.png")

    through_a_form(host, slot, keep)

    assert asked.checks == 2


def test_what_one_dropslot_let_pass_another_checks_by_its_own_limits(
    host: Flask, slot: Dropslot, asked: Asked, tmp_path: Path
) -> None:
    settings = {"UPLOAD_PATH": tmp_path / "small", "MAX_PIXELS": 100}
    small = Dropslot(host, url_prefix="/small", settings=settings)

    def keep(file: FileStorage) -> None:
        with pytest.raises(UploadError) as refused:
            small.keep(file, owner="ann")
        assert refused.value.code == "too-many-pixels"
        slot.keep(file, owner="ann")

    through_a_form(host, slot, keep)
    small.close()

    assert asked.checks == 2


def test_what_a_form_refused_is_refused_again(
    host: Flask, slot: Dropslot, asked: Asked
) -> None:
    def keep(file: FileStorage) -> None:
        with pytest.raises(UploadError, match="cut short"):
            slot.keep(file)

    through_a_form(host, slot, keep, ("a.jpg", jpeg()[:-50]))

    assert asked.checks == 2


def test_each_file_is_known_by_itself(
    host: Flask, slot: Dropslot, asked: Asked
) -> None:
    def keep(file: FileStorage) -> None:
        other = FileStorage(BytesIO(png()), "b.png")
        slot.keep(other, owner="ann")
        slot.keep(file, owner="ann")

    through_a_form(host, slot, keep)

    assert asked.checks == 2
    assert asked.told == [("a.jpg", "ann"), ("b.png", "ann")]


def through_a_form(
    app: Flask, slot: Dropslot, keep: Keep, sent: tuple[str, bytes] = ("a.jpg", jpeg())
) -> Any:
    """Have a form check a file, and do something with that."""

    class Form(FlaskForm):  # type: ignore[misc]
        file = FileField(validators=[ImageFile(slot)])

    content_type, body = multipart(sent)
    with app.test_request_context(method="POST", data=body, content_type=content_type):
        form = Form()
        form.validate()
        return keep(form.file.data)


def replace_stream(file: FileStorage, body: bytes) -> None:
    file.stream.close()
    file.stream = BytesIO(body)


def write_at(file: FileStorage, offset: int, data: bytes) -> None:
    file.stream.seek(offset)
    file.stream.write(data)
