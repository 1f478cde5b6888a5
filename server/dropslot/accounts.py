"""Sign in and out, with Flask-Login: Dropslot's own accounts.

Flask's signed cookie holds nothing but the token of a sign-in that is known to the
server, so that signing out ends it wherever the cookie was copied to.
"""

from __future__ import annotations

import hmac
import secrets
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from flask import Flask, Request, Response, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from .errors import SignInNeeded
from .passwords import is_right
from .people import Credentials, People, Person
from .settings import Settings
from .throttle import Throttle

_COOKIE = "dropslot_session"
# The server ends a sign-in after 30 days; a browser need not forget it before.
_COOKIE_AGE = timedelta(days=400)
# curl proves who it is with every request, which must not cost 60 ms each time.
_BASIC_SECONDS = 60.0


class SignedIn(UserMixin):  # type: ignore[misc]
    """A person who is signed in, as Flask-Login keeps them.

    :param token: proves it; None where the request itself carries name and password.
    """

    def __init__(self, person: Person, token: str | None) -> None:
        self.person = person
        self.token = token

    def get_id(self) -> str | None:
        """What Flask-Login puts into the cookie."""
        return self.token


class Accounts:
    """The accounts of one app.

    :param secret: signs the session's cookie, where the app has no secret of its own.
    """

    def __init__(
        self, app: Flask, people: People, secret: str, settings: Settings
    ) -> None:
        self.people = people
        self._throttle = Throttle()
        self._proven = _Proven()
        app.secret_key = app.secret_key or secret
        app.config.update(
            SESSION_COOKIE_NAME=_COOKIE,
            SESSION_COOKIE_SAMESITE="Lax",
            # Sent once, at the sign-in, and not with every picture.
            SESSION_REFRESH_EACH_REQUEST=False,
            PERMANENT_SESSION_LIFETIME=_COOKIE_AGE,
        )
        app.session_interface = _Sessions()
        manager = LoginManager(app)
        # A phone changes its address all the time.
        manager.session_protection = None
        manager.user_loader(self._of_token)
        # Where nobody has to sign in, such a header is meant for a proxy in front.
        if settings.access in ("members", "private"):
            manager.request_loader(self._of_basic)

    def person(self) -> Person | None:
        """Who sends this request, if they are signed in.

        :raises SignInNeeded: name and password in its header are wrong.
        :raises TooManyAttempts: they have been wrong too often.
        """
        user = current_user
        return user.person if user.is_authenticated else None

    def owner(self) -> str | None:
        """The id of who sends this request, if they are signed in."""
        person = self.person()
        return person.id if person else None

    def is_admin(self) -> bool:
        """Whether who sends this request may see and remove everything."""
        person = self.person()
        return person is not None and person.is_admin

    def sign_in(self, name: str, password: str) -> None:
        """Sign the sender of this request in.

        :raises SignInNeeded: name and password do not belong together.
        :raises TooManyAttempts: too many tries for this name, or from this address.
        """
        known = self._proved(name, password)
        token = self.people.sign_in(known, datetime.now(UTC))
        if token is None:
            raise SignInNeeded("wrong")
        self._end()
        session.permanent = True
        login_user(SignedIn(known.person, token))

    def sign_out(self) -> None:
        """Sign the sender of this request out, wherever their cookie was copied to."""
        self._end()
        logout_user()

    def _end(self) -> None:
        # Whatever the browser brought, somebody else's included, goes.
        if token := session.get("_user_id"):
            self.people.sign_out(token)
        session.clear()

    def _proved(self, name: str, password: str) -> Credentials:
        self._throttle.enter(name, request.remote_addr)
        known = self.people.find(name)
        if known and self._proven.has(known, password):
            return known
        right = is_right(password, known.password_hash if known else None)
        if known is None or not right:
            self._throttle.failed(name, request.remote_addr)
            raise SignInNeeded("wrong")
        return known

    def _of_token(self, token: str) -> SignedIn | None:
        person = self.people.signed_in(token, datetime.now(UTC))
        return SignedIn(person, token) if person else None

    def _of_basic(self, asked: Request) -> SignedIn | None:
        given = asked.authorization
        if given is None or given.type != "basic":
            return None
        name, password = given.username or "", given.password or ""
        known = self._proved(name, password)
        self._proven.add(known, password)
        return SignedIn(known.person, None)


class _Proven:
    """Passwords that were right a moment ago, as keyed digests, in memory only."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._digests: dict[str, tuple[bytes, float]] = {}

    def add(self, known: Credentials, password: str) -> None:
        until = time.monotonic() + _BASIC_SECONDS
        self._digests[known.person.id] = self._digest(known, password), until

    def has(self, known: Credentials, password: str) -> bool:
        digest, until = self._digests.get(known.person.id, (b"", 0.0))
        right = hmac.compare_digest(digest, self._digest(known, password))
        return right and time.monotonic() < until

    def _digest(self, known: Credentials, password: str) -> bytes:
        # With the hash: a changed password is another at once.
        told = f"{known.password_hash}\0{password}".encode()
        return hmac.new(self._key, told, sha256).digest()


class _Sessions(SecureCookieSessionInterface):
    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def save_session(
        self, app: Flask, session: SessionMixin, response: Response
    ) -> None:
        # Flask-Login looks into every session, which would make each picture vary by
        # cookie, and no shared cache keep it.
        if session.modified or not response.cache_control.public:
            super().save_session(app, session, response)
