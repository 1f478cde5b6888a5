"""What holds a password, fit to be shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

_HIDDEN = "***"
# user:password@host, however many @ the password has. Without a host behind it, what
# follows the user is a port only if it is a number.
_USER_INFO = re.compile(r"(://[^:/@?]*):(?:(.*)(?=@)|(?!\d+(?:[/?]|$))([^/?]+))")
# What libpq and drivers take as options (PostgreSQL docs, 34.1.2): password,
# sslpassword; and whatever else says that it is a secret.
_OPTION = re.compile(
    r"([?&;][^=&;]*(?:pass|pwd|secret|token)[^=&;]*=)([^&;]*)", re.IGNORECASE
)
# What is no URL, and may hold one all the same.
_BEFORE_HOST = re.compile(r"^(?!.*://).*@")


def without_password(url: str | None) -> str:
    """A database's URL, fit to be shown."""
    shown = _BEFORE_HOST.sub(f"{_HIDDEN}@", url or "")
    shown = _USER_INFO.sub(rf"\1:{_HIDDEN}", shown)
    return _OPTION.sub(rf"\1{_HIDDEN}", shown)


def masker(url: str) -> Callable[[str], str]:
    """Hides the passwords of a database's URL in whatever others say about it."""
    found = _USER_INFO.search(url)
    secrets = [found[2] or found[3]] if found else []
    secrets += [option[2] for option in _OPTION.finditer(url)]
    # Drivers are given them decoded.
    hidden = {text for secret in secrets for text in (secret, unquote(secret)) if text}
    # Of one with an @ that was not quoted the rest is taken for a part of the host.
    hidden |= {f"{rest}@" for text in hidden for rest in _behind_ats(text) if rest}

    def mask(text: str) -> str:
        for secret in sorted(hidden, key=len, reverse=True):
            text = text.replace(secret, _HIDDEN)
        return text

    return mask


def _behind_ats(text: str) -> list[str]:
    """What is behind each @ of a text."""
    return [text[at + 1 :] for at, sign in enumerate(text) if sign == "@"]
