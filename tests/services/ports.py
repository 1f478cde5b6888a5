"""Ports of this machine that nobody else is given."""

from __future__ import annotations

import random
import socket
from contextlib import suppress

# Below those that Linux gives to whoever asks for any (ip_local_port_range): what is
# free now is free when a killed server comes back.
_PORTS = range(15_000, 32_000)


def free_ports(count: int) -> list[int]:
    """So many different ones of 127.0.0.1, on which nobody listens."""
    found: list[int] = []
    for port in random.sample(_PORTS, len(_PORTS)):
        if len(found) == count:
            break
        if is_free(port):
            found.append(port)
    return found


def is_free(port: int) -> bool:
    """Whether nobody listens on it."""
    with suppress(OSError), socket.create_server(("127.0.0.1", port)):
        return True
    return False
