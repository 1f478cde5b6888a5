"""POST: take in, check, keep; and what came so far of a file in chunks."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from dropslot.model import KEPT, SignInNeeded, Upload, Visitor
from dropslot.uploads import (
    Backend,
    find_session,
    forget_session,
    keep,
    keep_once,
    received_chunks,
    refusals_told,
    take_chunk,
)

from .form import Form, received
from .mount import current_mount
from .visitor import current_visitor, is_navigation


def receive() -> ResponseReturnValue:
    """Take in what was sent: 204, or 303 to a browser that sent a plain form.

    :raises SignInNeeded: who may not upload here.
    :raises UploadError: something of it is refused, and nothing of it is kept.
    """
    mount, visitor = current_mount(), current_visitor()
    if not mount.access.may_upload(visitor):
        raise SignInNeeded
    backend = mount.backend
    form_of = received(request, mount.settings, backend.staging)
    with refusals_told(backend), form_of as form:
        uploads = _kept(backend, form, visitor)
    if is_navigation():
        return Response(status=303, headers={"Location": _next(uploads)})
    response = Response(status=204)
    if len(uploads) == 1:
        response.headers["Location"] = url_for(".upload", name=uploads[0].name)
    return response


def _next(uploads: list[Upload]) -> str:
    # Who sent a plain form, or shared from another app, reads there what came of it.
    return url_for(".page", arrived=len(uploads) or None)


def _kept(backend: Backend, form: Form, visitor: Visitor) -> list[Upload]:
    if form.chunk:
        whole = take_chunk(backend, form.chunk, form.arrivals[0], visitor)
        return [whole] if whole else []
    if form.uuid:
        return [keep_once(backend, form.arrivals[0], form.uuid, visitor)]
    return keep(backend, form.arrivals, visitor, datetime.now(UTC))


def upload_session(uuid: str) -> ResponseReturnValue:
    """Which chunks of this visitor's own unfinished upload are here:
    ``{"received": [indexes, in order], "kept": whether it is a picture by now}``.

    :raises NotThere: there is none of theirs.
    """
    backend = current_mount().backend
    found = find_session(backend, current_visitor(), uuid.lower())
    response = jsonify(
        received=received_chunks(backend, found), kept=found.state == KEPT
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def forget(uuid: str) -> ResponseReturnValue:
    """Forget a file of this visitor's own, with all of its chunks: 204. To cancel is to
    leave nothing, so one that was kept meanwhile is taken back.

    :raises NotThere: there is none.
    """
    mount, visitor = current_mount(), current_visitor()
    forget_session(mount.backend, find_session(mount.backend, visitor, uuid.lower()))
    return Response(status=204)
