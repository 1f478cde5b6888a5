"""Where somebody sends from, as far as it can be counted."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, IPv6Network, ip_address


def network_of(address: str | None) -> str:
    """The network of an address: one IPv4 address, the /64 of an IPv6 address, or
    "unknown".
    """
    # Some proxies write a port behind the address.
    told = (address or "").strip().partition("%")[0]
    if found := re.fullmatch(r"\[(.+)\](?::\d+)?|([\d.]+):\d+", told):
        told = found[1] or found[2]
    try:
        parsed = ip_address(told)
    except ValueError:
        return "unknown"
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    # Whoever has one IPv6 address has all of its /64 (RFC 4291, 2.5.4).
    mapped = parsed.ipv4_mapped
    return str(mapped or IPv6Network((parsed, 64), strict=False))
