"""A link to one picture, which works without signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SharedLink:
    """A link to one picture: whoever has it sees the picture, until it expires.

    :param url: its path, or the whole URL where that was asked for.
    :param expires: until when it works, in UTC, in whole seconds.
    """

    url: str
    expires: datetime
