"""GET: whether all is well."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from .mount import current_mount


def healthz() -> ResponseReturnValue:
    """``ok`` when a picture could be kept now.

    :raises StorageFull, StorageFailed: it could not.
    """
    backend = current_mount().backend
    backend.store.probe()
    backend.database.probe()
    return Response("ok", mimetype="text/plain", headers={"Cache-Control": "no-store"})
