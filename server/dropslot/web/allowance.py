"""Whose request body is kept at all, as far as its head alone tells.

The app answers every request, and asks closely. This only spares the disk what the app
would refuse anyway.
"""

from __future__ import annotations

from collections.abc import Mapping

from dropslot.accounts import SESSION_COOKIE

from .mount import Mount

# The largest form but an upload is that of a sign-in.
SMALL_BODY_BYTES = 64 * 1024


class Allowance:
    """What the server asks before a body has come."""

    def __init__(self, mount: Mount) -> None:
        self._upload_bytes = mount.settings.request_bytes
        # With or without what a proxy in front may strip.
        where = ("", mount.settings.url_prefix)
        self._paths = {(front + mount.prefix).strip("/") for front in where} | {""}
        self._needs_sign_in = mount.access.needs_sign_in

    def __call__(self, method: str, path: str, fields: Mapping[str, str]) -> int:
        """How many bytes of its body are kept.

        :param fields: of the head, by their names as in WSGI, without ``HTTP_``.
        """
        if method != "POST" or path.strip("/") not in self._paths:
            return SMALL_BODY_BYTES
        if self._needs_sign_in and not _has_credentials(fields):
            return 0
        return self._upload_bytes


def _has_credentials(fields: Mapping[str, str]) -> bool:
    # Whether they are good is found out when the body has come: to ask the database, or
    # to compare a password, takes too long here.
    return "AUTHORIZATION" in fields or SESSION_COOKIE in fields.get("COOKIE", "")
