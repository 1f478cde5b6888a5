"""A host that uses everything, as strict about types as mypy can be; it is read, and
never run: see test_typing.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, assert_type
from uuid import UUID

from dropslot import (
    Dropslot,
    NotThere,
    OwnerId,
    Refused,
    RemovalReason,
    SettingError,
    SharedLink,
    Upload,
    UploadError,
    sentence,
    upload_checking,
    upload_refused,
    upload_removed,
    upload_stored,
)
from dropslot.forms import ImageFile
from flask import Flask, request, session
from flask.typing import ResponseReturnValue

slot = Dropslot(
    url_prefix="/photos",
    owner=lambda: session.get("user_id"),
    admin=lambda: "admin" in session,
    sign_in_url=lambda: "/sign-in",
    settings={"ACCESS": "private", "UPLOAD_PATH": Path("photos")},
)


def create_app() -> Flask:
    """With an app factory."""
    app = Flask(__name__)
    try:
        slot.init_app(app)
    except SettingError as error:
        raise SystemExit(str(error)) from error
    assert_type(ImageFile(slot=slot), ImageFile)
    return app


def keeping(user_id: OwnerId) -> ResponseReturnValue:
    """What is kept."""
    one = slot.keep(request.files["photo"], owner=user_id, name="avatar", replace=True)
    assert_type(one, Upload)
    assert_type(slot.keep(request.files.get("photo")), Upload)
    with Path("a.jpg").open("rb") as file:
        assert_type(slot.keep(file, owner=0), Upload)
    memory = BytesIO(b"...")
    assert_type(slot.keep(memory, owner=UUID(int=5), name="a.jpg"), Upload)
    slot.keep("a.jpg")  # type: ignore[arg-type]
    slot.keep(memory, owner=object())  # type: ignore[arg-type]
    slot.keep(memory, "ann")  # type: ignore[call-arg]
    return one.name, 201


def asking(name: str) -> ResponseReturnValue:
    """What is asked for."""
    found = slot.get(name)
    assert_type(found, Upload | None)
    assert_type(slot.latest(owner=5, name="avatar"), Upload | None)
    page = slot.uploads(owner=5, limit=20)
    assert_type(page, list[Upload])
    assert_type(slot.uploads(owner=None, before=page[-1]), list[Upload])
    assert_type(slot.uploads(before=name), list[Upload])
    if found is None:
        return "", 404
    with slot.open(found) as opened:
        assert_type(opened, BinaryIO)
        assert_type(opened.read(), bytes)
    assert_type(slot.url(found), str)
    assert_type(slot.thumbnail_url(name, external=True), str)
    link = slot.link(found, seconds=60)
    assert_type(link, SharedLink)
    assert_type(link.expires, datetime)
    assert_type(slot.remove(found), bool)
    found.title = "another"  # type: ignore[misc]
    return link.url


def told_by(upload: Upload) -> tuple[str, str, str | None, int, int, int, datetime]:
    """What a record says."""
    size = upload.size_bytes, upload.width_px, upload.height_px
    return (upload.title, upload.mime_type, upload.owner, *size, upload.created)


def failing(work: Callable[[], object]) -> ResponseReturnValue:
    """What goes wrong."""
    try:
        work()
    except NotThere:
        return "gone", 404
    except UploadError as error:
        assert_type(error.status, int)
        assert_type(error.code, str)
        assert_type(error.blanks.get("seconds"), str | int | None)
        assert_type(sentence(error), str)
        return str(error), error.status
    raise Refused("No.")


@upload_checking.connect
def look_closer(slot: Dropslot, path: Path, title: str, **_: object) -> None:
    """Refuse what is called so."""
    if title == "no.jpg":
        raise Refused("No.")


@upload_stored.connect
def tell(slot: Dropslot, upload: Upload) -> None:
    """Hear what is kept."""


@upload_removed.connect_via(slot)
def forget(slot: Dropslot, upload: Upload, reason: RemovalReason) -> None:
    """Hear what is removed, and why."""
    assert_type(reason, RemovalReason)
    if reason is RemovalReason.REPLACED:
        return


@upload_refused.connect
def count(slot: Dropslot, error: UploadError, title: str | None) -> None:
    """Hear what is refused."""
