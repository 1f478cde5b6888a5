"""Every URL on one screen, and what every answer carries."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from . import links, login, manage, partial, send, show
from .errors import BadRequest, UploadError
from .keep import Keeper, keep
from .once import keep_once
from .receive import Form, received
from .refusals import fail, refuse
from .same_origin import refuse_cross_site
from .slot import (
    current_slot,
    current_visitor,
    is_known,
    is_navigation,
    remember_visitor,
)
from .upload import Upload, Visitor

# 4.4 KB of a 16 KB page in 0.1 ms; the best level saves 8 bytes more.
_GZIP_LEVEL = 6
# No 'unsafe-inline' anywhere: scripts and styles are files of ours. blob: is for the
# previews of what was chosen.
_PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)


def make_blueprint(name: str, url_prefix: str, with_accounts: bool) -> Blueprint:
    """The routes of one Dropslot, under a prefix."""
    routes = Blueprint(name, __name__, url_prefix=url_prefix or None)

    # Anyone who may see it.
    routes.get("/", endpoint="page", strict_slashes=False)(show.page)
    routes.get("/uploads/", endpoint="uploads")(show.uploads)
    routes.get("/uploads/<name>", endpoint="upload")(send.upload)
    routes.get("/thumbnails/<name>", endpoint="thumbnail")(send.thumbnail)
    routes.get("/assets/<version>/<path:path>", endpoint="asset")(send.asset)
    routes.get("/healthz", endpoint="healthz")(show.healthz)

    # Anyone who has the link.
    routes.get("/shared/<token>", endpoint="shared")(links.shared)

    # Anyone who may upload, and whoever uploaded it; never another site.
    routes.post("/", endpoint="receive", strict_slashes=False)(_receive)
    routes.delete("/uploads/<name>", endpoint="take_back")(manage.take_back)
    routes.post("/uploads/<name>/link", endpoint="link")(links.hand_out)

    # Whoever began it.
    routes.get("/partial/<uuid>", endpoint="partial")(show.partial_upload)
    routes.delete("/partial/<uuid>", endpoint="forget")(manage.forget)

    if with_accounts:
        routes.get("/login", endpoint="login")(login.page)
        routes.post("/login", endpoint="sign_in")(login.sign_in)
        routes.post("/logout", endpoint="sign_out")(login.sign_out)
        routes.get("/account", endpoint="account")(login.account)

    routes.before_request(_guard)
    routes.after_request(_finish)
    routes.register_error_handler(UploadError, refuse)
    routes.register_error_handler(Exception, fail)
    return routes


def _receive() -> ResponseReturnValue:
    """POST: take in, check, keep; 204, or 303 to a browser that sent a plain form."""
    slot, visitor = current_slot(), current_visitor()
    slot.refuse_strangers(visitor)
    with received(request, slot.settings, slot.keeper.store) as form:
        uploads = _kept(slot.keeper, form, visitor)
    if is_navigation():
        return Response(status=303, headers={"Location": url_for(".page")})
    response = Response(status=204)
    if len(uploads) == 1:
        response.headers["Location"] = url_for(".upload", name=uploads[0].name)
    return response


def _kept(keeper: Keeper, form: Form, visitor: Visitor) -> list[Upload]:
    if form.piece:
        if form.piece.index and not is_known(visitor):
            # Each piece would be of another sender, and no file ever whole.
            raise BadRequest("cookies")
        whole = partial.take(keeper, form.piece, form.arrivals[0], visitor)
        return [whole] if whole else []
    if form.uuid:
        return [keep_once(keeper, form.arrivals[0], form.uuid, visitor)]
    return keep(keeper, form.arrivals, visitor, datetime.now(UTC))


def _guard() -> None:
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        refuse_cross_site(request)


def _finish(response: Response) -> Response:
    remember_visitor(response)
    headers = response.headers
    if response.status_code in (204, 304):
        # What has no body has no type either.
        headers.pop("Content-Type", None)
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Content-Security-Policy", _PAGE_POLICY)
    _pack(response)
    return response


def _pack(response: Response) -> None:
    """Compress the page and the list; the files of the page are packed already."""
    packable = response.mimetype in ("text/html", "application/json")
    if packable and request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(response.get_data(), _GZIP_LEVEL))
        response.headers["Content-Encoding"] = "gzip"
        response.headers.add("Vary", "Accept-Encoding")
