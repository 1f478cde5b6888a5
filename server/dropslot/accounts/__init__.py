"""Who has an account, and signing in."""

from __future__ import annotations

from .cookie import COOKIE_SECONDS, SESSION_COOKIE, configure
from .passwords import PasswordError, hashed
from .sign_in import Accounts, know_who_signed_in
from .throttle import Throttle
from .user import UserError
from .users import Users

__all__ = [
    "COOKIE_SECONDS",
    "SESSION_COOKIE",
    "Accounts",
    "PasswordError",
    "Throttle",
    "UserError",
    "Users",
    "configure",
    "hashed",
    "know_who_signed_in",
]
