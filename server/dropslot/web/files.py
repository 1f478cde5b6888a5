"""GET: the bytes of a picture, of a thumbnail, of a file of the page. DELETE."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from dropslot.model import (
    Busy,
    CheckFailed,
    NotThere,
    NotYours,
    RemovalReason,
    StorageFailed,
    StorageFull,
    Upload,
    is_name,
    may_remove,
    network_of,
)
from dropslot.storage import thumbnail_key
from dropslot.uploads import remake_thumbnail, remove

from .mount import current_mount
from .sending import sent_by_nginx, sent_stream, sent_upload
from .visitor import current_visitor

_OF_THUMBNAILS = "image/webp"
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
    if not found.is_at(mount.places.here()):
        raise NotThere
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
    return sent_upload(found, _caching())


def thumbnail(name: str) -> ResponseReturnValue:
    """The thumbnail of one picture; one that a crash took is made again."""
    found, backend = find(name), current_mount().backend
    key = thumbnail_key(found.key)
    if response := sent_by_nginx(found, key, _OF_THUMBNAILS, _caching()):
        return response
    try:
        stream = backend.store.open(key)
    except NotThere:
        try:
            remake_thumbnail(backend, found, network_of(request.remote_addr))
        except (StorageFull, StorageFailed, Busy, CheckFailed):
            # Where it cannot be made just now, there is still the picture itself.
            return sent_upload(found, "no-store")
        stream = backend.store.open(key)
    return sent_stream(stream, found, _OF_THUMBNAILS, _caching())


def take_back(name: str) -> ResponseReturnValue:
    """Remove an upload of this visitor's own: 204.

    :raises NotThere: there is none, or it is not theirs to see.
    :raises NotYours: they may see it, but somebody else uploaded it.
    """
    remove(current_mount().backend, find_own(name), RemovalReason.DELETED)
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
