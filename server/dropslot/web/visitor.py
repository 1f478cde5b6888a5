"""Who sends a request, from which kind of program, and in which language."""

from __future__ import annotations

import secrets
from typing import cast

from flask import Response, g, request
from itsdangerous import BadSignature

from dropslot.locales import ENGLISH, LANGUAGES, Language
from dropslot.model import UploadError, Visitor, network_of

from .cookies import BROWSER_COOKIE, LANGUAGE_COOKIE, set_cookie
from .mount import Mount, current_mount


def current_visitor() -> Visitor:
    """Who sends this request; a browser that has no id yet is given one."""
    if "dropslot_visitor" not in g:
        mount = current_mount()
        owner, browser = mount.owner_id(), _browser_of_cookie(mount)
        g.dropslot_visitor = Visitor(
            owner=owner,
            browser=browser or secrets.token_urlsafe(18),
            is_admin=owner is not None and bool(mount.is_admin()),
            is_known=owner is not None or browser is not None,
            network=network_of(request.remote_addr),
        )
    return cast(Visitor, g.dropslot_visitor)


def is_navigation() -> bool:
    """Whether a browser itself asks, for a page, and no script on its behalf."""
    accepted = request.accept_mimetypes
    return "X-Requested-With" not in request.headers and accepted.quality(
        "text/html"
    ) > accepted.quality("text/plain")


def current_language() -> Language:
    """The language of this visitor: chosen on the page, else what the browser asks for,
    English when in doubt."""
    chosen = LANGUAGES.get(request.cookies.get(LANGUAGE_COOKIE, ""))
    if chosen:
        return chosen
    for tag, _ in request.accept_languages:
        language = LANGUAGES.get(tag.replace("_", "-").partition("-")[0].lower())
        if language:
            return language
    return ENGLISH


def sentence(error: UploadError) -> str:
    """Why something was refused, for a person, in the language of this request."""
    return current_language().say_error(error)


def remember_visitor(response: Response) -> None:
    """Give the browser its id, so that it may later take back what it sent."""
    if response.cache_control.public:
        # A shared cache would hand the same id to everyone.
        return
    mount = current_mount()
    if "dropslot_visitor" in g and _browser_of_cookie(mount) is None:
        signed = mount.browsers.dumps(current_visitor().browser)
        set_cookie(response, BROWSER_COOKIE, signed)


def remember_language(response: Response, code: str) -> None:
    """Keep the language that was chosen on the page."""
    set_cookie(response, LANGUAGE_COOKIE, code)


def _browser_of_cookie(mount: Mount) -> str | None:
    try:
        return str(mount.browsers.loads(request.cookies.get(BROWSER_COOKIE, "")))
    except BadSignature:
        return None
