"""Every URL on one screen; how an error becomes an answer; what answers carry."""

from __future__ import annotations

import gzip
import logging
import secrets
from contextlib import suppress
from datetime import UTC, datetime

from flask import Blueprint, Response, g, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from . import links, login, manage, partial, send, show
from .errors import BadRequest, NotThere, SignInNeeded, TooManyAttempts, UploadError
from .keep import Keeper, keep
from .once import keep_once
from .page import render_login, render_refusal
from .receive import Form, drain, received
from .same_origin import refuse_cross_site
from .slot import (
    current_language,
    current_slot,
    current_visitor,
    is_known,
    is_navigation,
    remember_visitor,
    sentence,
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
# What a browser adds to a request, and no program does.
_OF_BROWSERS = ("Sec-Fetch-Site", "X-Requested-With", "Origin")
_log = logging.getLogger(__name__)


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
    routes.register_error_handler(Exception, _fail)
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


def refuse(error: UploadError) -> Response:
    """A refusal as one sentence: plain text, or a small page for a plain form."""
    response = _answer(sentence(error), error.status, error.code)
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = error.blanks["seconds"]
    if isinstance(error, SignInNeeded):
        response.headers["WWW-Authenticate"] = _challenge()
    if isinstance(error, NotThere) and _is_strangers():
        # To somebody whose sign-in has ended it would else seem that what is theirs is
        # gone.
        response.headers["Dropslot-Sign-In"] = "needed"
    return response


def _is_strangers() -> bool:
    visitor = g.get("dropslot_visitor")
    return visitor is not None and not current_slot().may_upload(visitor)


def _challenge() -> str:
    """How to sign in. Only programs are offered HTTP Basic: a browser would ask its
    visitor with a window of its own, in the middle of our page."""
    slot = current_slot()
    by_browser = any(name in request.headers for name in _OF_BROWSERS)
    if slot.accounts is None or not slot.needs_sign_in or by_browser:
        return 'Session realm="Dropslot"'
    return 'Basic realm="Dropslot", charset="UTF-8"'


def _fail(error: Exception) -> ResponseReturnValue:
    if isinstance(error, HTTPException):
        return error
    # The cause is for the log only; the id lets a person and an operator find it.
    reference = secrets.token_hex(4)
    _log.exception("Request %s failed.", reference)
    return _answer(
        current_language().say("error.server", id=reference), 500, "server-error"
    )


def _answer(text: str, status: int, code: str) -> Response:
    if request.method == "POST":
        drain(request)
    response = Response(text, status, mimetype="text/plain")
    if is_navigation() and request.method == "POST":
        # The database that failed the request fails the page about it as well.
        with suppress(UploadError):
            page = _refusal_page(text, status)
            response = Response(page, status, mimetype="text/html")
    response.headers["Dropslot-Error"] = code
    response.headers["Cache-Control"] = "no-store"
    return response


def _refusal_page(text: str, status: int) -> str:
    if (request.endpoint or "").endswith(".sign_in"):
        # What was not read before has been drained by now.
        form = vars(request).get("form") or {}
        target = login.own_path(form.get("next"))
        return render_login(target, text, form.get("username", ""))
    return render_refusal(text, signs_in=status == SignInNeeded.status)


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
