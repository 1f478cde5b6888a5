"""The answer that carries the bytes of a picture: whole, a range of them, or none."""

from __future__ import annotations

import os
from http import HTTPStatus
from typing import BinaryIO, cast
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

from dropslot.model import NoSuchRange, Upload
from dropslot.storage import ByteRange

from .handing_over import hand_over, may_hand_over
from .mount import current_mount

# Who asks has them, or wants others.
_WITHOUT_BYTES = (HTTPStatus.NOT_MODIFIED, HTTPStatus.PRECONDITION_FAILED)


def sent_upload(upload: Upload, caching: str) -> Response:
    """The bytes of an upload, or what was asked for of them.

    :param caching: the ``Cache-Control`` of the answer.
    """
    response = _head(upload, upload.mime_type, upload.size_bytes, caching)
    if response.status_code in _WITHOUT_BYTES or hand_over(response, upload.key):
        return response
    store, part = current_mount().backend.store, response.content_range
    if request.method == "HEAD":
        # Only whether there are any: a bucket would have to be fetched from.
        store.open(upload.key, 0, 0).close()
        return response
    if response.status_code == 206:
        stream = store.open(upload.key, part.start or 0, part.stop)
    else:
        stream = store.open(upload.key)
        # Somebody may have put another file in its place.
        response.content_length = _size_of(stream)
    return _with_body(response, stream)


def sent_by_nginx(
    upload: Upload, key: str, mime_type: str, caching: str
) -> Response | None:
    """An answer with bytes about an upload, its thumbnail, which nginx fetches from the
    store; None where they are for us to send."""
    # Of which length they are we do not know, and so no range.
    if "Range" in request.headers or not may_hand_over():
        return None
    response = _head(upload, mime_type, 0, caching)
    if response.status_code in _WITHOUT_BYTES or hand_over(response, key):
        return response
    return None


def sent_stream(
    stream: BinaryIO, upload: Upload, mime_type: str, caching: str
) -> Response:
    """The bytes of an open file that is about an upload: its thumbnail."""
    try:
        response = _head(upload, mime_type, _size_of(stream), caching)
    except BaseException:
        stream.close()
        raise
    if response.status_code in _WITHOUT_BYTES:
        stream.close()
        return response
    part = response.content_range
    if response.status_code == 206:
        stream = cast(BinaryIO, ByteRange(stream, part.start or 0, part.stop or 0))
    return _with_body(response, stream)


def _head(upload: Upload, mime_type: str, size_bytes: int, caching: str) -> Response:
    """All of an answer but its bytes: 200, 206, 304 or 412.

    :raises NoSuchRange: it has no such bytes.
    """
    response = Response(mimetype=mime_type)
    # What "Save as" offers, in any script (RFC 6266, 4.3; RFC 8187). Whoever knows
    # ASCII only gets our name: what is left of 头像.jpg without its letters is ".jpg".
    title = quote(upload.title, safe="")
    response.headers["Content-Disposition"] = (
        f"inline; filename=\"{upload.name}\"; filename*=UTF-8''{title}"
    )
    response.content_length = size_bytes
    response.set_etag(upload.name)
    response.last_modified = upload.created
    response.headers["Cache-Control"] = caching
    # Nothing in a picture may ever act as a page of this site.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # What everyone may see may also be shown in other sites' pages.
    response.headers["Cross-Origin-Resource-Policy"] = (
        "cross-origin" if caching.startswith("public") else "same-origin"
    )
    try:
        # 206 and 304, by Werkzeug, which changes the response itself.
        response.make_conditional(
            request.environ,
            accept_ranges=True,
            complete_length=size_bytes if _is_one_range() else None,
        )
    except RequestedRangeNotSatisfiable as error:
        raise NoSuchRange(size=size_bytes) from error
    if response.status_code == HTTPStatus.PRECONDITION_FAILED:
        response.content_length = 0
    return response


def _with_body(response: Response, stream: BinaryIO) -> Response:
    # The server sends a file by itself: no thread is kept until its last byte is read.
    response.response = wrap_file(request.environ, stream)
    response.direct_passthrough = True
    return response


def _size_of(stream: BinaryIO) -> int:
    size_bytes = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size_bytes


def _is_one_range() -> bool:
    """Whether there is a single range, in bytes; all else may be ignored (RFC 9110,
    14.2)."""
    asked = request.range
    return asked is not None and asked.units == "bytes" and len(asked.ranges) == 1
