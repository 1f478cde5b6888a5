"""The cookies: what they are called, and how one is set.

That of a sign-in is Flask's own, ``dropslot.accounts.SESSION_COOKIE``.
"""

from __future__ import annotations

from flask import Response, request

from .mount import current_mount

BROWSER_COOKIE = "dropslot"
"""The signed, anonymous id of a browser."""
LANGUAGE_COOKIE = "dropslot_language"

# 400 days is the longest that browsers keep a cookie (RFC 6265bis, 5.5).
_COOKIE_SECONDS = 400 * 24 * 3600


def set_cookie(response: Response, name: str, value: str) -> None:
    """Set a cookie for this Dropslot only."""
    response.set_cookie(
        name,
        value,
        max_age=_COOKIE_SECONDS,
        # Two Dropslots on one site must not overwrite each other's cookies.
        path=(request.script_root + current_mount().prefix) or "/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
