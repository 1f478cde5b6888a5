"""Sign in and out, with Flask-Login: Dropslot's own accounts.

Flask's signed cookie holds nothing but the token of a sign-in that is known to the
server, so that signing out ends it wherever the cookie was copied to.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from flask import Flask, g, request, session
from flask_login import UserMixin, current_user, login_user, logout_user

from dropslot.model import SignInNeeded, network_of
from dropslot.settings import Settings

from .cookie import Manager
from .known_browsers import KnownBrowsers
from .passwords import is_right, nobodys_hash, turn
from .proven import Proven
from .refused_sign_ins import logging_refusals
from .throttle import Throttle
from .user import User, name_key
from .users import Credentials, Users


class SignedIn(UserMixin):  # type: ignore[misc]
    """Somebody who is signed in, as Flask-Login keeps them.

    :param token: proves it.
    """

    def __init__(self, user: User, token: str) -> None:
        self.user = user
        self.token = token

    def get_id(self) -> str:
        """What Flask-Login puts into the cookie."""
        return self.token


class Accounts:
    """The accounts of an app that is nothing but Dropslot; see :func:`.configure`, and
    :func:`know_who_signed_in`."""

    def __init__(
        self, users: Users, throttle: Throttle, settings: Settings, secret: str
    ) -> None:
        self.users = users
        # Where nobody has to sign in, such a header is meant for a proxy in front.
        self._takes_basic = settings.access.needs_sign_in
        self._throttle = throttle
        self._proven = Proven()
        self._browsers = KnownBrowsers(secret)
        # Now, and not with the first name that nobody has: that would take longer.
        nobodys_hash()

    def user(self) -> User | None:
        """Who sends this request, if they are signed in.

        :raises SignInNeeded: name and password in its header are wrong.
        :raises TooManyAttempts: they have been wrong too often.
        """
        if "dropslot_user" not in g:
            # The page of a refusal asks again, and must not be refused again.
            g.dropslot_user = None
            if current_user.is_authenticated:
                g.dropslot_user = current_user.user
            elif self._takes_basic:
                g.dropslot_user = self._of_basic()
        return cast(User | None, g.dropslot_user)

    def owner(self) -> str | None:
        """The id of who sends this request, if they are signed in."""
        user = self.user()
        return user.id if user else None

    def is_admin(self) -> bool:
        """Whether who sends this request may see and remove everything."""
        user = self.user()
        return user is not None and user.is_admin

    def of_token(self, token: str) -> SignedIn | None:
        """Whose sign-in a token is the proof of, if it has not ended."""
        user = self.users.signed_in(token, datetime.now(UTC))
        return SignedIn(user, token) if user else None

    def sign_in(self, name: str, password: str) -> None:
        """Sign the sender of this request in.

        :raises SignInNeeded: name and password do not belong together.
        :raises TooManyAttempts: too many tries for this name, or from this address.
        """
        key = name_key(name)
        with logging_refusals(name):
            known = self._proved(key, password)
            token = self.users.sign_in(known, datetime.now(UTC))
            if token is None:
                raise SignInNeeded("wrong")
        browser = self._browsers.known_after(key)
        self._end()
        session.permanent = True
        self._browsers.keep_in_session(browser)
        login_user(SignedIn(known.user, token))
        # Who it is now, for whatever else this request comes to.
        g.dropslot_user = known.user

    def sign_out(self) -> None:
        """Sign the sender of this request out, wherever their cookie was copied to."""
        _, *accounts = browser = self._browsers.known()
        if accounts:
            self._browsers.keep_in_cookie(browser)
        self._end()
        logout_user()
        # Flask-Login leaves word there for its own cookie, which is never set.
        session.clear()

    def _end(self) -> None:
        # Whatever the browser brought, somebody else's included, goes.
        if token := session.get("_user_id"):
            self.users.sign_out(token)
        session.clear()

    def _proved(self, key: str, password: str) -> Credentials:
        address = request.remote_addr
        browser = self._browsers.id_for(key)
        self._throttle.refuse_closed(key, address, browser)
        with turn(key, browser or network_of(address), browser is not None):
            known = self.users.find(key)
            if known and self._proven.has(known, password):
                return known
            with self._throttle.attempt(key, address, browser):
                return self._compared(known, password)

    def _compared(self, known: Credentials | None, password: str) -> Credentials:
        right = is_right(password, known.password_hash if known else None)
        if known is None or not right:
            raise SignInNeeded("wrong")
        self._proven.add(known, password)
        return known

    def _of_basic(self) -> User | None:
        given = request.authorization
        if given is None or given.type != "basic":
            return None
        name = given.username or ""
        key = name_key(name)
        with logging_refusals(name):
            known = self._proved(key, given.password or "")
        if self._browsers.id_for(key) is None:
            self._browsers.keep_in_cookie(self._browsers.known_after(key))
        return known.user


def know_who_signed_in(app: Flask, accounts: Callable[[], Accounts]) -> None:
    """Have Flask-Login know the people of our accounts.

    :param accounts: returns them; they need not be open before somebody asks.
    """
    manager = Manager(app)
    # A phone changes its address all the time.
    manager.session_protection = None
    manager.user_loader(lambda token: accounts().of_token(token))
