"""How an error becomes an answer: one sentence, as text or on a small page."""

from __future__ import annotations

import logging
import secrets
from contextlib import suppress

from flask import Response, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from dropslot.model import (
    NotThere,
    NotYours,
    SignInNeeded,
    UploadError,
)

from .form import drain
from .login import own_path
from .mount import current_mount
from .page import render_login, render_refusal
from .visitor import current_language, is_navigation, sentence

# What a browser adds to a request, and no program does.
_OF_BROWSERS = ("Sec-Fetch-Site", "X-Requested-With", "Origin")
# What fails of itself is likely to fail for a few seconds.
_COME_BACK_SECONDS = 5
_log = logging.getLogger(__name__)


def refuse(error: UploadError) -> Response:
    """A refusal as one sentence: plain text, or a small page for a plain form."""
    response = _answer(sentence(error), error.status, error.code)
    if "seconds" in error.blanks:
        response.headers["Retry-After"] = error.blanks["seconds"]
    elif error.status == 503:
        response.headers["Retry-After"] = _COME_BACK_SECONDS
    if isinstance(error, SignInNeeded):
        response.headers["WWW-Authenticate"] = _challenge()
    if isinstance(error, NotThere | NotYours) and _is_strangers():
        # To somebody whose sign-in has ended it would else seem that what is theirs is
        # gone.
        response.headers["Dropslot-Sign-In"] = "needed"
    return response


def _is_strangers() -> bool:
    visitor = g.get("dropslot_visitor")
    return visitor is not None and not current_mount().access.may_upload(visitor)


def _challenge() -> str:
    """How to sign in. Only programs are offered HTTP Basic: a browser would ask its
    visitor with a window of its own, in the middle of our page."""
    mount = current_mount()
    by_browser = any(name in request.headers for name in _OF_BROWSERS)
    if mount.accounts is None or not mount.access.needs_sign_in or by_browser:
        return 'Session realm="Dropslot"'
    return 'Basic realm="Dropslot", charset="UTF-8"'


def fail(error: Exception) -> ResponseReturnValue:
    """An error that nobody foresaw: a fixed sentence, and an id for the log."""
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
        target = own_path(form.get("next"))
        return render_login(target, text, form.get("username", ""))
    return render_refusal(text, signs_in=status == SignInNeeded.status)
