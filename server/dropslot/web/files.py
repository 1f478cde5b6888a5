"""GET: the bytes of a picture, of a thumbnail, of a file of the page. DELETE."""

from __future__ import annotations

import os
from typing import BinaryIO, cast
from urllib.parse import quote

from flask import Response, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

from dropslot.model import (
    Busy,
    CheckFailed,
    NoSuchRange,
    NotThere,
    NotYours,
    StorageFailed,
    StorageFull,
    Upload,
    is_name,
    may_remove,
    network_of,
)
from dropslot.uploads import remake_thumbnail, remove

from .byterange import ByteRange
from .mount import current_mount
from .visitor import current_visitor

# A year is the longest that caches are asked for (RFC 9111 has no such bound; RFC 2616,
# 14.21 had). What is under one of our names never changes.
_FOR_EVER = "max-age=31536000, immutable"
# But it may be taken back. What a browser has shown it may keep; a cache that shows it
# to others asks again after so many seconds, and hears 404 (RFC 9111, 5.2.2.10).
_SHARED_SECONDS = 300
# As a picture of a page an SVG runs no script; opened by itself it would.
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def find(name: str) -> Upload:
    """One upload that this visitor may see.

    :raises NotThere: there is none, or it is not theirs to see.
    """
    mount = current_mount()
    if not is_name(name):
        raise NotThere
    # Who asks is not even looked up where it makes no difference; elsewhere before the
    # picture is, so that the answer does not tell what is hidden from what never was.
    visitor = None if mount.access.seen_by_everyone else current_visitor()
    found = mount.backend.catalog.get(name)
    if visitor is None or mount.access.may_see(visitor, found):
        return found
    raise NotThere


def find_own(name: str) -> Upload:
    """One upload that this visitor may remove.

    :raises NotThere: there is none, or it is not theirs to see.
    :raises NotYours: they may see it, but somebody else uploaded it.
    """
    found = find(name)
    if not may_remove(current_visitor(), found):
        raise NotYours
    return found


def upload(name: str) -> ResponseReturnValue:
    """The bytes of one picture, as they came."""
    found = find(name)
    stream = current_mount().backend.store.open(found.key)
    return sent(stream, found, found.mime_type, _caching())


def thumbnail(name: str) -> ResponseReturnValue:
    """The thumbnail of one picture; one that a crash took is made again."""
    found, backend = find(name), current_mount().backend
    try:
        stream = backend.store.open_thumbnail(found.key)
    except NotThere:
        try:
            remake_thumbnail(backend, found, network_of(request.remote_addr))
        except (StorageFull, StorageFailed, Busy, CheckFailed):
            # Where it cannot be made just now, there is still the picture itself.
            stream = backend.store.open(found.key)
            return sent(stream, found, found.mime_type, "no-store")
        stream = backend.store.open_thumbnail(found.key)
    return sent(stream, found, "image/webp", _caching())


def take_back(name: str) -> ResponseReturnValue:
    """Remove an upload of this visitor's own: 204.

    :raises NotThere: there is none, or it is not theirs to see.
    :raises NotYours: they may see it, but somebody else uploaded it.
    """
    remove(current_mount().backend, find_own(name))
    return Response(status=204)


def asset(version: str, path: str) -> ResponseReturnValue:
    """One file of the page; its address changes with its content."""
    assets = current_mount().assets
    if (found := assets.get(path)) is None:
        raise NotThere
    response = Response(found.body, content_type=found.content_type)
    if found.content_type.startswith("image/"):
        # A logo may hold a script, which would be the page's own.
        response.headers["Content-Security-Policy"] = _PICTURE_POLICY
    if found.gzipped and request.accept_encodings["gzip"]:
        response.set_data(found.gzipped)
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    current = version == assets.version
    response.headers["Cache-Control"] = (
        f"public, {_FOR_EVER}" if current else "no-cache"
    )
    return response


def _caching() -> str:
    if current_mount().access.seen_by_everyone:
        return f"public, s-maxage={_SHARED_SECONDS}, {_FOR_EVER}"
    return f"private, {_FOR_EVER}"


def sent(stream: BinaryIO, upload: Upload, mime_type: str, caching: str) -> Response:
    """The bytes of an upload or of its thumbnail, or those that were asked for.

    :param caching: the ``Cache-Control`` of the answer.
    """
    size_bytes = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    response = send_file(
        stream,
        mimetype=mime_type,
        conditional=False,
    )
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
        response.close()
        raise NoSuchRange(size=size_bytes) from error
    if response.status_code == 206:
        part = response.content_range
        byte_range = ByteRange(stream, part.start or 0, part.stop or size_bytes)
        # Werkzeug's own wrapper of ranges would keep a thread until the last byte is
        # read; the server sends a file by itself.
        response.response = wrap_file(request.environ, cast(BinaryIO, byte_range))
    return response


def _is_one_range() -> bool:
    """Whether there is a single range, in bytes; all else may be ignored (RFC 9110,
    14.2)."""
    asked = request.range
    return asked is not None and asked.units == "bytes" and len(asked.ranges) == 1
