"""Browsers that have signed in to an account before: nobody can lock them out of it.

While somebody is signed in their session says so, and a cookie of its own afterwards.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import cast

from flask import Response, after_this_request, request, session
from itsdangerous import BadSignature, URLSafeSerializer

from dropslot.settings import instance_name

from .cookie import COOKIE_SECONDS

# A family's tablet; older ones are forgotten.
_ACCOUNTS = 8
_IN_SESSION = "known"


class KnownBrowsers:
    """Knows browsers by an id, followed by the digests of the names they signed in as.

    :param secret: signs the cookie.
    """

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(secret, salt="known-browser")
        self._cookie = f"dropslot_known_{instance_name(secret)}"

    def known(self) -> list[str]:
        """What is known of the browser that sends this request; at least its id."""
        if _IN_SESSION in session:
            return cast(list[str], session[_IN_SESSION])
        try:
            told = self._signer.loads(request.cookies.get(self._cookie, ""))
        except BadSignature:
            told = [secrets.token_urlsafe(12)]
        return cast(list[str], told)

    def id_for(self, account: str) -> str | None:
        """The id of that browser, should it have signed in to this account before.

        :param account: a name as it is compared, :func:`dropslot.accounts.name_key`.
        """
        browser, *accounts = self.known()
        return browser if _digest(account) in accounts else None

    def known_after(self, account: str) -> list[str]:
        """What is known of it once it has signed in to an account."""
        browser, *accounts = self.known()
        others = [one for one in accounts if one != _digest(account)]
        return [browser, _digest(account), *others[: _ACCOUNTS - 1]]

    def keep_in_session(self, known: list[str]) -> None:
        """Keep it in the session that begins."""
        session[_IN_SESSION] = known

    def keep_in_cookie(self, known: list[str]) -> None:
        """Keep it where there is no session: after a sign-out, and for programs."""

        @after_this_request
        def give(response: Response) -> Response:
            # A shared cache would hand it to everyone.
            if not response.cache_control.public:
                self._give(response, known)
            return response

    def _give(self, response: Response, known: list[str]) -> None:
        response.set_cookie(
            self._cookie,
            str(self._signer.dumps(known)),
            max_age=COOKIE_SECONDS,
            path=request.script_root or "/",
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )


def _digest(account: str) -> str:
    return sha256(account.encode("utf-8", "replace")).hexdigest()[:16]
