"""The parts of one mounted Dropslot, and who is visiting it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from .accounts import Accounts
from .assets import Assets
from .errors import SignInNeeded, UploadError
from .keep import Keeper
from .settings import Settings
from .upload import Visitor
from .words import ENGLISH, LANGUAGES, Language

EXTENSION = "dropslot"
_BROWSER_COOKIE = "dropslot"
_LANGUAGE_COOKIE = "dropslot_language"
# 400 days is the longest that browsers keep a cookie (RFC 6265bis, 5.5).
_COOKIE_SECONDS = 400 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Slot:
    """One Dropslot in one app.

    :param prefix: where it is mounted, without a slash at the end.
    :param owner: returns the id of the signed-in person of this request, or None.
    :param is_admin: whether that person may see and remove everything.
    :param secret: what signatures and keys are made with.
    :param browsers: signs the anonymous id of each browser.
    :param links: signs the links to single pictures.
    :param sign_in_url: returns where the host app signs people in.
    :param accounts: its own accounts, where the host app has none.
    """

    keeper: Keeper
    assets: Assets
    prefix: str
    owner: Callable[[], object]
    is_admin: Callable[[], bool]
    secret: str
    browsers: URLSafeSerializer
    links: URLSafeSerializer
    sign_in_url: Callable[[], str] | None = None
    accounts: Accounts | None = None

    @property
    def settings(self) -> Settings:
        """What the operator or the host set."""
        return self.keeper.settings

    def owner_id(self) -> str | None:
        """The id of the signed-in person of this request, as it is kept, or None."""
        return str(self.owner() or "") or None

    def may_upload(self, visitor: Visitor) -> bool:
        """Whether this visitor may upload here."""
        return visitor.owner is not None or not self.needs_sign_in

    def refuse_strangers(self, visitor: Visitor) -> None:
        """Let only those go on who may upload here.

        :raises SignInNeeded: this visitor is not signed in.
        """
        if not self.may_upload(visitor):
            raise SignInNeeded

    @property
    def needs_sign_in(self) -> bool:
        """Whether only people who are signed in may upload."""
        return self.settings.access in ("members", "private")

    @property
    def is_seen_by_everyone(self) -> bool:
        """Whether who asks makes no difference to what they see."""
        return self.settings.access in ("public", "members")


def current_slot() -> Slot:
    """The Dropslot that this request is for."""
    slots = current_app.extensions[EXTENSION]
    return cast(Slot, slots[request.blueprint])


def current_visitor() -> Visitor:
    """Who sends this request; a browser that has no id yet is given one."""
    if "dropslot_visitor" not in g:
        slot = current_slot()
        owner = slot.owner_id()
        g.dropslot_visitor = Visitor(
            owner=owner,
            browser=_browser_of_cookie(slot) or secrets.token_urlsafe(18),
            is_admin=owner is not None and bool(slot.is_admin()),
        )
    return cast(Visitor, g.dropslot_visitor)


def is_known(visitor: Visitor) -> bool:
    """Whether the next request will be known to be of the same visitor: signed in, or
    with a cookie that came back."""
    return visitor.owner is not None or _browser_of_cookie(current_slot()) is not None


def is_navigation() -> bool:
    """Whether a browser itself asks, for a page, and no script on its behalf."""
    accepted = request.accept_mimetypes
    return "X-Requested-With" not in request.headers and accepted.quality(
        "text/html"
    ) > accepted.quality("text/plain")


def current_language() -> Language:
    """The language of this visitor: chosen on the page, else what the browser asks for,
    English when in doubt."""
    chosen = LANGUAGES.get(request.cookies.get(_LANGUAGE_COOKIE, ""))
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
    slot = current_slot()
    if "dropslot_visitor" in g and _browser_of_cookie(slot) is None:
        signed = slot.browsers.dumps(current_visitor().browser)
        _set_cookie(response, _BROWSER_COOKIE, signed)


def remember_language(response: Response, code: str) -> None:
    """Keep the language that was chosen on the page."""
    _set_cookie(response, _LANGUAGE_COOKIE, code)


def _browser_of_cookie(slot: Slot) -> str | None:
    try:
        return str(slot.browsers.loads(request.cookies.get(_BROWSER_COOKIE, "")))
    except BadSignature:
        return None


def _set_cookie(response: Response, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=_COOKIE_SECONDS,
        # Two Dropslots on one site must not overwrite each other's cookies.
        path=(request.script_root + current_slot().prefix) or "/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
