"""Bytes that nginx fetches from the bucket by itself: its ``X-Accel-Redirect``.

An answer that hands over has the headers that the visitor is to get, no bytes, and says
where nginx finds them. ``docs/scaling/nginx.conf`` is the other half of this.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from urllib.parse import SplitResult, urlsplit

from flask import Response, request

from dropslot.model import StorageFailed

from .mount import current_mount

# What nginx asks with, whatever a client says: "yes"; or it asks again, and says how
# its own requests ended, ours and the store's, such as "200 : 404". Who comes without
# it did not come through nginx, and gets the bytes.
_ASKED = "Dropslot-Hand-Over"
_YES = "yes"
_STATUS = re.compile(r"\b[1-5]\d\d\b")
# nginx takes these over from an answer that hands over, also where another answer of
# ours then takes its place: there they would stand twice.
_SET_ASIDE = ("Accept-Ranges", "Cache-Control", "Content-Disposition")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_SELDOM_SECONDS = 60.0
_log = logging.getLogger(__name__)


class StoreAway(Exception):
    """What nginx met, for the log."""


def may_hand_over() -> bool:
    """Whether nginx would fetch what this request is for.

    :raises StorageFailed: it has tried, and the store cannot just now; to try it once
        more from here would keep the visitor waiting.
    """
    asked = request.headers.get(_ASKED)
    if not (asked and current_mount().settings.accel_redirect):
        return False
    if asked == _YES:
        # Of HEAD there is nothing to fetch.
        return request.method == "GET"
    status = int((_STATUS.findall(asked) or ["0"])[-1])
    if status >= 500:
        raise StorageFailed from StoreAway(f"the store answers nginx with {status}")
    if status != 404:
        _warn(status)
    return False


def hand_over(response: Response, key: str) -> bool:
    """Have nginx send the bytes of a key with an answer: all of them, or the range that
    the answer is for.

    :return: whether it will; else they are for us to send.
    """
    mount = current_mount()
    address = mount.backend.store.hand_over(key) if may_hand_over() else None
    if address is None:
        return False
    parts, headers = urlsplit(address), response.headers
    path = mount.settings.accel_redirect + parts.path
    headers["X-Accel-Redirect"] = f"{path}?{parts.query}"
    headers["Dropslot-Store-Host"] = _signed_host(parts)
    if response.status_code == 206:
        part = response.content_range
        asked = f"bytes={part.start or 0}-{(part.stop or 0) - 1}"
        headers["Dropslot-Store-Range"] = asked
    # Where it has a cache, this must not get into it.
    headers["X-Accel-Expires"] = "0"
    response.content_length = 0
    return True


def set_aside(response: Response) -> None:
    """Rename what of an answer that hands over would come to the visitor even where the
    store has no such bytes; nginx gives it its name again where it has."""
    headers = response.headers
    if "X-Accel-Redirect" not in headers:
        return
    for name in _SET_ASIDE:
        if value := headers.pop(name, None):
            headers[f"Dropslot-{name}"] = value


def _signed_host(parts: SplitResult) -> str:
    """The ``Host`` that the store must be asked with: it is part of the signature."""
    host = parts.netloc.rpartition("@")[2]
    return host.removesuffix(_DEFAULT_PORTS.get(parts.scheme, ""))


def _warn(status: int) -> None:
    if _told.is_due():
        _log.warning(
            "The store answers nginx with %d, so Dropslot fetches and sends by itself."
            " Does nginx ask the same store, as docs/scaling/nginx.conf does?",
            status,
        )


class _Seldom:
    """Lets something be said once in a while."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._silent_until = 0.0

    def is_due(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if now < self._silent_until:
                return False
            self._silent_until = now + _SELDOM_SECONDS
            return True


_told = _Seldom()
