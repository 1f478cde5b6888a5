"""Who sends a request, from which kind of program, and in which language."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from flask import Response, g, has_request_context, request
from itsdangerous import BadSignature

from dropslot.locales import ENGLISH, LANGUAGES, Language, asked_for
from dropslot.model import UploadError, Visitor, network_of, say_with

from .cookies import brought_browsers, brought_language, give_browser
from .mount import Mount, asked_mount, current_mount, find_mount, only_mount

_UNKNOWN = "unknown"
_LANGUAGE_HEADER = "Dropslot-Language"


@dataclass(frozen=True, slots=True)
class _Browser:
    """Which browser it is.

    :param is_known: it brought its id, and did not just get one.
    :param keeps_it: the next request will bring it under the name that it has now.
    """

    id: str
    is_known: bool
    keeps_it: bool


def current_visitor() -> Visitor:
    """Who sends this request; a browser that has no id yet is given one."""
    if "dropslot_visitor" not in g:
        mount = current_mount()
        owner = mount.owner_id()
        browser = _current_browser(mount)
        g.dropslot_visitor = Visitor(
            owner=owner,
            browser=browser.id,
            is_admin=owner is not None and bool(mount.is_admin()),
            is_known=owner is not None or browser.is_known,
            network=network_of(request.remote_addr),
            place=mount.place_here() or "",
        )
    return cast(Visitor, g.dropslot_visitor)


def browser_mark() -> str:
    """Stands for this browser, and tells nothing of its id; ``unknown`` where it has
    none. By it a page sees that its browser is not known any more."""
    mount = current_mount()
    browser = _current_browser(mount)
    return _mark(mount, browser.id) if browser.is_known else _UNKNOWN


def next_browser_mark() -> str:
    """The mark of this browser once it has kept the cookie that it is given."""
    mount = current_mount()
    return _mark(mount, _current_browser(mount).id)


def is_navigation() -> bool:
    """Whether a browser itself asks, for a page, and no script on its behalf."""
    if "X-Requested-With" in request.headers:
        return False
    mode = request.headers.get("Sec-Fetch-Mode")
    if mode is not None:
        return mode == "navigate"
    # Browsers that do not say so (Safari before 16.4, and all on plain HTTP) name both
    # kinds of HTML, and prefer no other; programs name neither, or text/html alone.
    accepted = dict(request.accept_mimetypes)
    return accepted.get("text/html") == 1 and bool(accepted.get(_XHTML))


_XHTML = "application/xhtml+xml"


def current_language() -> Language:
    """The language of this visitor: what a drop area in a host's page was told,
    what was chosen on the page, what the browser asks for; English when in doubt."""
    spoken = languages()
    for code in (request.headers.get(_LANGUAGE_HEADER, ""), brought_language()):
        if chosen := spoken.get(code):
            return chosen
    return asked_for(spoken, accepted_languages()) or spoken[ENGLISH.code]


def chosen_language(code: str | None) -> Language:
    """A language by its code; that of this visitor where there is none of that code."""
    return languages().get(code or "") or current_language()


def languages() -> Mapping[str, Language]:
    """What is spoken here, by its code; in a host's own view, with several Dropslots,
    what that one speaks that it has asked, or what all of them do."""
    mount = find_mount() or asked_mount() or only_mount()
    return LANGUAGES if mount is None else mount.languages


def accepted_languages() -> list[str]:
    """The tags that the browser asks for, in lower case, the dearest first."""
    # A quality of 0 means "not acceptable" (RFC 9110, 12.4.2).
    return [
        tag.replace("_", "-").lower()
        for tag, quality in request.accept_languages
        if quality > 0
    ]


def sentence(error: UploadError) -> str:
    """Why something was refused, as one sentence for a person.

    In the language of the request that is being answered: what its visitor chose on
    the page, else what their browser asks for; in English outside of any request.
    ``str(error)`` is the same.
    """
    language = current_language() if has_request_context() else ENGLISH
    return language.say_error(error)


say_with(sentence)


def remember_visitor(response: Response) -> None:
    """Give the browser its id, so that it may later take back what it sent."""
    if "dropslot_visitor" not in g or response.cache_control.public:
        # A shared cache would hand the same id to everyone.
        return
    mount = current_mount()
    if not _current_browser(mount).keeps_it:
        give_browser(response, mount.browsers.dumps(current_visitor().browser))


def _current_browser(mount: Mount) -> _Browser:
    # Verified once a request, whoever asks.
    if "dropslot_browser" not in g:
        g.dropslot_browser = _browser(mount)
    return cast(_Browser, g.dropslot_browser)


def _browser(mount: Mount) -> _Browser:
    for signed, is_named_now in brought_browsers(mount):
        try:
            known = str(mount.browsers.loads(signed))
        except BadSignature:
            continue
        return _Browser(known, is_known=True, keeps_it=is_named_now)
    return _Browser(secrets.token_urlsafe(18), is_known=False, keeps_it=False)


def _mark(mount: Mount, browser: str) -> str:
    return sha256(f"{mount.secret}/browser/{browser}".encode()).hexdigest()[:16]
