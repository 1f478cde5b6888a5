"""How an error becomes an answer: one sentence, as text or on a small page."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import Response, g, request
from jinja2 import TemplateError
from werkzeug.exceptions import HTTPException

from dropslot.log import word
from dropslot.model import (
    CrossSite,
    NoSuchRange,
    NotThere,
    NotYours,
    SignInNeeded,
    StorageFailed,
    UploadError,
    Visitor,
    WrongHost,
)

from .failures import report, report_unforeseen
from .form import drain
from .mount import current_mount, in_hosts_view
from .own_path import own_path
from .small_page import Refusal, render_login, render_refusal
from .visitor import browser_mark, current_language, is_navigation, sentence

# What a browser adds to a request, and no program does.
_OF_BROWSERS = ("Sec-Fetch-Site", "X-Requested-With", "Origin")
# What fails of itself is likely to fail for a few seconds.
_COME_BACK_SECONDS = 5
_log = logging.getLogger(__name__)


def refuse(error: UploadError) -> Response:
    """A refusal as one sentence: plain text, or a small page in a browser."""
    report(error)
    _say_what_failed(error)
    if isinstance(error, CrossSite) and error.variant:
        _tell_operator(error)
    signs_in = isinstance(error, SignInNeeded) or _is_hidden_from_strangers(error)
    response = _answer(sentence(error), error.status, error.code, signs_in)
    if "seconds" in error.blanks:
        response.headers["Retry-After"] = error.blanks["seconds"]
    elif error.status == 503:
        response.headers["Retry-After"] = _COME_BACK_SECONDS
    if isinstance(error, SignInNeeded):
        response.headers["WWW-Authenticate"] = _challenge()
    if isinstance(error, NoSuchRange):
        response.headers["Content-Range"] = f"bytes */{error.blanks['size']}"
    if isinstance(error, NotThere | NotYours) and "dropslot_visitor" in g:
        _tell_who_asked(response, g.dropslot_visitor)
    if _is_hidden_from_strangers(error):
        response.headers["Dropslot-Sign-In"] = "needed"
    return response


def _say_what_failed(error: UploadError) -> None:
    is_plain = isinstance(error, StorageFailed) and error.variant is None
    if is_plain and request.method in ("GET", "HEAD"):
        # Whoever looks at something has stored nothing.
        error.variant = "reading"


def _is_hidden_from_strangers(error: UploadError) -> bool:
    """Whether somebody whose sign-in has ended would think that what is theirs is
    gone."""
    is_about_somebody = isinstance(error, NotThere | NotYours)
    if not is_about_somebody or "dropslot_visitor" not in g:
        return False
    return not current_mount().access.may_upload(g.dropslot_visitor)


def _tell_who_asked(response: Response, visitor: Visitor) -> None:
    # To somebody whose browser has lost its cookie it would else seem that what is
    # theirs is gone.
    if visitor.owner is None:
        response.headers["Dropslot-Browser"] = browser_mark()


def _tell_operator(error: CrossSite) -> None:
    _log.warning(
        "A request from %s was refused, because it came to %s. If that is one page"
        " behind a reverse proxy, let the proxy pass on the name that people see, in"
        " nginx: proxy_set_header Host $http_host; or X-Forwarded-Host, with"
        " DROPSLOT_TRUSTED_PROXIES=1.",
        word(str(error.blanks["origin"])),
        word(str(error.blanks["host"])),
    )


def _challenge() -> str:
    """How to sign in. Only programs are offered HTTP Basic: a browser would ask its
    visitor with a window of its own, in the middle of our page."""
    mount = current_mount()
    by_browser = any(name in request.headers for name in _OF_BROWSERS)
    by_browser = by_browser or is_navigation()
    if not mount.has_accounts or not mount.access.needs_sign_in or by_browser:
        return 'Session realm="Dropslot"'
    return 'Basic realm="Dropslot", charset="UTF-8"'


def fail(error: Exception) -> Response:
    """An error that nobody foresaw: a fixed sentence, and a reference for the log."""
    # The cause is for the log only; by the reference a person and an operator find it.
    reference = report_unforeseen(error)
    told = current_language().say_with_reference("error.server", reference)
    return _answer(told, 500, "server-error")


def decline(error: HTTPException) -> Response:
    """What Flask or Werkzeug refuse before it comes to a route of ours."""
    if error.code == NotThere.status:
        return refuse(NotThere("address"))
    status = error.code or 500
    if status >= 500:
        # Flask's own, about what went wrong after the view.
        return fail(getattr(error, "original_exception", None) or error)
    code = error.name.lower().replace(" ", "-")
    key = f"error.{code}"
    words = current_language().words
    response = _answer(words.get(key, f"{error.name}."), status, code)
    # An Allow or Retry-After header is part of the answer.
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _answer(text: str, status: int, code: str, signs_in: bool = False) -> Response:
    if request.method == "POST":
        drain(request)
    response = Response(text, status, mimetype="text/plain")
    if is_navigation():
        # What failed the request may fail the page about it as well.
        with suppress(Exception), _templates_told():
            page = _refusal_page(text, status, signs_in)
            response = Response(page, status, mimetype="text/html")
    response.headers["Dropslot-Error"] = code
    response.headers["Cache-Control"] = "no-store"
    return response


@contextmanager
def _templates_told() -> Iterator[None]:
    try:
        yield
    except TemplateError:
        # A host's own, which else would be looked for in vain.
        _log.exception("The page of a refusal cannot be rendered.")
        raise


def _refusal_page(text: str, status: int, signs_in: bool) -> str:
    if (request.endpoint or "").endswith(".sign_in"):
        # What was not read before has been drained by now.
        form = vars(request).get("form") or {}
        target = own_path(form.get("next"))
        return render_login(target, text, form.get("username", ""))
    is_missing = request.method != "POST" and status in (404, 410)
    return render_refusal(
        Refusal(
            text,
            _title(is_missing),
            is_calm=is_missing or signs_in,
            signs_in=signs_in,
            leads_back=status != WrongHost.status,
            nothing_kept=request.method == "POST" and not in_hosts_view(),
        )
    )


def _title(is_missing: bool) -> str:
    if request.method == "POST":
        return "html.refused.title"
    return "html.missing.title" if is_missing else "html.failed.title"
