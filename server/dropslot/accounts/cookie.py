"""The cookie of a sign-in: Flask's session, made fit for it."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from flask import Flask, Request, Response, request
from flask.sessions import (
    SecureCookieSession,
    SecureCookieSessionInterface,
    SessionMixin,
)
from flask_login import LoginManager
from itsdangerous import BadSignature

from dropslot.settings import instance_name

SESSION_COOKIE = "dropslot_session"
"""What its name begins with. Every Dropslot called it so once; who was signed in then
still is."""
COOKIE_SECONDS = 400 * 24 * 3600
"""The longest that browsers keep a cookie (RFC 6265bis, 5.5). The server ends a sign-in
after 30 days; a browser need not forget it before."""


def configure(app: Flask, secret: str) -> None:
    """Make an app's sessions fit for sign-ins.

    :param secret: signs their cookie.
    """
    app.secret_key = secret
    app.config.update(
        # Browsers tell cookies apart by host and path, and not by port.
        SESSION_COOKIE_NAME=f"{SESSION_COOKIE}_{instance_name(secret)}",
        SESSION_COOKIE_SAMESITE="Lax",
        # Sent once, at the sign-in, and not with every picture.
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(seconds=COOKIE_SECONDS),
        REMEMBER_COOKIE_NAME="dropslot_remember",
    )
    app.session_interface = _Sessions()


class Manager(LoginManager):  # type: ignore[misc]
    """Flask-Login without its own cookie."""

    def _load_user_from_remember_cookie(self, cookie: str) -> None:
        # There is none of ours; what comes is another app's, or forged.
        return None

    def _update_remember_cookie(self, response: Response) -> Response:
        # It would look into the session at the end of every request.
        return response


class _Sessions(SecureCookieSessionInterface):
    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def get_cookie_path(self, app: Flask) -> str:
        return request.script_root or "/"

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        for name in (self.get_cookie_name(app), SESSION_COOKIE):
            # What verifies one costs more to make than to look whether there is one.
            if cookie := request.cookies.get(name):
                with suppress(BadSignature):
                    return self._verified(app, cookie)
        return self.session_class()

    def save_session(
        self, app: Flask, session: SessionMixin, response: Response
    ) -> None:
        if not (session.accessed or session.modified):
            return
        # Whoever looked into it would make a picture vary by cookie, and no shared
        # cache keep it.
        if session.modified or not response.cache_control.public:
            super().save_session(app, session, response)
        if session.modified and (cookie := request.cookies.get(SESSION_COOKIE)):
            # Another Dropslot's, at another port, is none of our business.
            with suppress(BadSignature):
                self._verified(app, cookie)
                response.delete_cookie(SESSION_COOKIE)

    def _verified(self, app: Flask, cookie: str) -> SecureCookieSession:
        serializer = self.get_signing_serializer(app)
        # The secret key is there: see configure().
        assert serializer is not None  # noqa: S101
        age_seconds = int(app.permanent_session_lifetime.total_seconds())
        told = serializer.loads(cookie, max_age=age_seconds)
        return self.session_class(told)
