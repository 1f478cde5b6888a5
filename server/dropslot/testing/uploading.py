"""Sends pictures as the page's script does: small ones whole, large ones in chunks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4

from flask import request
from flask.testing import FlaskClient
from PIL import Image, UnidentifiedImageError
from werkzeug.test import TestResponse

from dropslot.model import BY_EXTENSION, Upload
from dropslot.web import EXTENSION, Mount

from .pictures import picture

_HEADERS = {
    "Accept": "text/plain",
    "Sec-Fetch-Site": "same-origin",
    "X-Requested-With": "XMLHttpRequest",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a picture that was sent.

    :param answer: to the last request: 204 where it is kept.
    """

    answer: TestResponse
    _upload: Upload | None

    @property
    def upload(self) -> Upload:
        """Its record.

        :raises AssertionError: it was refused; the text says how, and why.
        """
        if self._upload is None:
            raise AssertionError(f"{self.answer.status}: {self.sentence}")
        return self._upload

    @property
    def code(self) -> str | None:
        """Why it was refused, such as ``invalid-image``; None where it is kept."""
        return self.answer.headers.get("Dropslot-Error")

    @property
    def sentence(self) -> str:
        """Why it was refused, for a person; empty where it is kept."""
        return self.answer.text


def upload(
    client: FlaskClient,
    url_prefix: str = "",
    content: bytes | None = None,
    name: str | None = None,
    *,
    fields: Mapping[str, str] | None = None,
) -> Sent:
    """Send a picture as the page does, and say what came of it.

    :param client: ``app.test_client()``; it stays one and the same browser.
    :param url_prefix: where the Dropslot is, such as ``/photos``.
    :param content: the file; by default :func:`picture`.
    :param name: what it is called; by default ``picture`` with its format's extension.
    :param fields: of the form, beside the file: ``{"from": "Ann"}``.
    :raises LookupError: there is no Dropslot.
    """
    path = f"{url_prefix.rstrip('/')}/"
    mount = _mount_at(client, path)
    body = picture() if content is None else content
    called = name or f"picture{_extension(body)}"
    chunks = list(_forms(body, mount.settings.chunk_bytes))
    if len(chunks) > 1:
        # A browser whose files come in chunks must be known by its cookie.
        client.get(path, buffered=True)
    for chunk, told in chunks:
        form = {**(fields or {}), **told, "file": (BytesIO(chunk), called)}
        answer = client.post(path, data=form, headers=_HEADERS, buffered=True)
        if answer.status_code != 204:
            break
    location = answer.headers.get("Location", "")
    is_kept = answer.status_code == 204 and location
    found = mount.backend.catalog.get(location.rpartition("/")[2]) if is_kept else None
    return Sent(answer, found)


def _mount_at(client: FlaskClient, path: str) -> Mount:
    app = client.application
    mounts: dict[str, Mount] = app.extensions.get(EXTENSION, {})
    with app.test_request_context(path, method="POST"):
        mount = mounts.get(request.blueprint or "")
    if mount is None:
        there = ", ".join(f"{one.prefix}/" for one in mounts.values()) or "none"
        raise LookupError(f"No Dropslot is at {path}; this app has {there}.")
    return mount


def _extension(content: bytes) -> str:
    try:
        with Image.open(BytesIO(content)) as image:
            name = image.format
    except (UnidentifiedImageError, OSError):
        name = None
    known = {one.name.upper(): one.extension for one in BY_EXTENSION.values()}
    return known.get(name or "", ".jpg")


def _forms(body: bytes, chunk_bytes: int) -> Iterator[tuple[bytes, dict[str, str]]]:
    """The requests that send a file: their bytes, and Dropzone's fields about them."""
    uuid, count = str(uuid4()), -(-len(body) // chunk_bytes)
    if count < 2:
        yield body, {"dzuuid": uuid}
    for index in range(count if count > 1 else 0):
        yield (
            body[index * chunk_bytes :][:chunk_bytes],
            {
                "dzuuid": uuid,
                "dzchunkindex": str(index),
                "dztotalfilesize": str(len(body)),
                "dzchunksize": str(chunk_bytes),
                "dztotalchunkcount": str(count),
                "dzchunkbyteoffset": str(index * chunk_bytes),
            },
        )
