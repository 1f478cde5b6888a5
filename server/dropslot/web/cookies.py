"""The cookies: what they are called, and how one is set.

Browsers tell a host's cookies apart by path, and not by port (RFC 6265, 8.5): two
Dropslots on one machine must not overwrite each other's, so their names end in what
stands for the secret key. That of a sign-in is Flask's own, ``dropslot.accounts``.
"""

from __future__ import annotations

from typing import Any

from flask import Response, request

from dropslot.accounts import COOKIE_SECONDS
from dropslot.settings import instance_name

from .mount import Mount, current_mount, find_mount

_BROWSER = "dropslot"
_LANGUAGE = "dropslot_language"


def brought_browsers(mount: Mount) -> list[tuple[str, bool]]:
    """What may be the signed, anonymous id of this browser, and whether it came under
    the name that it is given now; the likeliest first."""
    return _brought(_BROWSER, mount)


def brought_language() -> str:
    """The language that was chosen on the page, or ""."""
    return next((code for code, _ in _brought(_LANGUAGE, find_mount())), "")


def give_browser(response: Response, signed: str) -> None:
    """Give a browser its id."""
    _set(response, _BROWSER, signed)


def give_language(response: Response, code: str) -> None:
    """Keep a language."""
    _set(response, _LANGUAGE, code)


def _brought(name: str, mount: Mount | None) -> list[tuple[str, bool]]:
    # The names were the same for all once: who uploaded then is known still.
    secret = mount.known_secret if mount else None
    names = [(_own(name, secret), True)] if secret else []
    names.append((name, False))
    return [
        (request.cookies[one], is_own)
        for one, is_own in names
        if one in request.cookies
    ]


def _set(response: Response, name: str, value: str) -> None:
    mount = current_mount()
    response.set_cookie(
        _own(name, mount.secret),
        value,
        max_age=COOKIE_SECONDS,
        # Nor must two Dropslots of one app.
        path=(request.script_root + mount.places.fixed) or "/",
        secure=request.is_secure,
        httponly=True,
        **_of_frames(mount),
    )


def _of_frames(mount: Mount) -> dict[str, Any]:
    """Where other sites may show the page, it is to be known there, too: by a cookie
    that is another one in each site (CHIPS), and is kept with TLS only."""
    is_shown = any("://" in one for one in mount.settings.frame_ancestors)
    if is_shown and request.is_secure:
        # Requests of other sites are refused all the same: see csrf.py.
        return {"samesite": "None", "partitioned": True}
    return {"samesite": "Lax"}


def _own(name: str, secret: str) -> str:
    return f"{name}_{instance_name(secret)}"
