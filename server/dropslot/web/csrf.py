"""Refuse what a browser sends on behalf of another site.

Browsers say where a request comes from, so no token is needed, and curl and other
upload libraries keep working. Source: Fetch Metadata (W3C), Origin (RFC 6454, 7).
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Request

from dropslot.model import CrossSite

# Behind a proxy that passes on the name without its port ("Host $host" in nginx), the
# page's own port cannot be known.
_UNTOLD_PORTS = (None, 80, 443)
# What proxies add to a request, and browsers never do.
_OF_PROXIES = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")
# A name and a port, or an address of IPv6 in brackets and a port (RFC 3986, 3.2.2).
_HOST = re.compile(r"(\[[0-9a-f:.]*\]|[\w.~-]*)(?::(\d{0,5}))?", re.ASCII | re.I)
_SHOWN_CHARACTERS = 100


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
    if origin is not None and not _is_same(origin, request.host):
        raise _other_host(request, origin)


def _is_same(origin: str, host: str) -> bool:
    try:
        split = urlsplit(origin)
        port = split.port or {"http": 80, "https": 443}.get(split.scheme)
    except ValueError:
        return False
    name, told_port = host_and_port(host)
    is_same_host = bool(name) and host_and_port(split.netloc)[0] == name
    return is_same_host and (told_port in _UNTOLD_PORTS or told_port == port)


def _other_host(request: Request, origin: str) -> CrossSite:
    if "." not in origin and "://" not in origin:
        # "null" is a sandboxed frame, or a file (HTML Standard, 7.1.1).
        return CrossSite()
    if not (_is_inner(request.host) or any(n in request.headers for n in _OF_PROXIES)):
        return CrossSite()
    # What the proxy calls us is not what people do: the page itself may have sent this.
    return CrossSite(
        "proxy",
        origin=origin[:_SHOWN_CHARACTERS],
        host=request.host[:_SHOWN_CHARACTERS],
    )


def _is_inner(host: str) -> bool:
    """Whether only a neighbour would call us so: by address, or a name of one part."""
    name, _ = host_and_port(host)
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return "." not in name
    return True


def host_and_port(host: str) -> tuple[str, int | None]:
    """The name and the port that a ``Host`` header tells; "" for what is none.

    :return: the name in lower case, without a dot at its end.
    """
    found = _HOST.fullmatch(host.strip())
    if found is None:
        return "", None
    return found[1].lower().rstrip("."), int(found[2]) if found[2] else None
