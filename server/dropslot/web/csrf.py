"""Refuse what a browser sends on behalf of another site.

Browsers say where a request comes from, so no token is needed, and curl and other
upload libraries keep working. Source: Fetch Metadata (W3C), Origin (RFC 6454, 7).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request

from dropslot.model import CrossSite


def refuse_cross_site(request: Request) -> None:
    """Let a request that changes something pass only from this origin, or no browser.

    :raises CrossSite: it comes from another site, or another origin of this one.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        # "none" is the person themselves: the address bar, a bookmark.
        if site not in ("same-origin", "none"):
            raise CrossSite
        return
    origin = request.headers.get("Origin")
    if origin is not None and _host_of(origin) != request.host.lower():
        raise CrossSite


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError as error:
        raise CrossSite from error
