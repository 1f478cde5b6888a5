"""An address to listen on: ``127.0.0.1:9100``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_ADDRESS = re.compile(
    r"(?:\[(?P<v6>[\da-fA-F:.]+)\]|(?P<host>[\w.-]+)):(?P<port>[0-9]{1,5})"
)
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a port; port 0 is any that is free."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def optional_address(value: Any) -> Address | None:
    if value is None or str(value).strip().lower() in ("", "none"):
        return None
    found = _ADDRESS.fullmatch(str(value).strip())
    if not found or int(found["port"]) > _LAST_PORT:
        raise ValueError("none, or an address and a port, such as 127.0.0.1:9100")
    return Address(found["v6"] or found["host"], int(found["port"]))
