"""Which names a server answers to: what any page can do by another name ends here.

A page of another site may have its own name lead to 127.0.0.1 once it is loaded ("DNS
rebinding"); browsers then take what listens there for a part of that site, and let its
scripts read and send everything. Only the name in the ``Host`` header tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

from dropslot.model import WrongHost

from .csrf import host_and_port

# Names of this machine, whatever the resolver says (RFC 6761, 6.3).
_LOOPBACK_NAME = "localhost"
_SHOWN_CHARACTERS = 100


def refuse_other_host(host: str | None, hosts: Sequence[str]) -> None:
    """Let a request pass by a name of this machine, or by one that was set.

    :param host: the ``Host`` header; who sends none is no browser.
    :param hosts: further names; ``*.example.org`` is all names under that one.
    :raises WrongHost: it is another name.
    """
    if not host:
        return
    name, _ = host_and_port(host)
    if not (is_loopback(name) or any(_is_meant(name, one) for one in hosts)):
        raise WrongHost(host=host[:_SHOWN_CHARACTERS])


def is_loopback(name: str) -> bool:
    """Whether a name or an address is that of this machine itself."""
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name == _LOOPBACK_NAME or name.endswith("." + _LOOPBACK_NAME)


def _is_meant(name: str, host: str) -> bool:
    if host.startswith("*."):
        return name.endswith(host[1:])
    return host in (name, "*")
