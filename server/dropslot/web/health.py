"""GET: whether all is well."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from .mount import current_mount


def healthz() -> ResponseReturnValue:
    """``ok`` when a picture could be kept now, and there is room for more.

    :raises StorageFull, StorageFailed: it could not; within two seconds.
    """
    current_mount().health.check()
    return _ok()


def livez() -> ResponseReturnValue:
    """``ok`` while this process answers at all. Nothing is asked for it: whoever ends
    what does not answer must not end it because a store is away."""
    return _ok()


def _ok() -> Response:
    return Response("ok", mimetype="text/plain", headers={"Cache-Control": "no-store"})
