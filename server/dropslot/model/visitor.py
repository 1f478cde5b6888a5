"""Who is asking, and what they are known by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is asking.

    :param owner: the host's id of a signed-in person, or None.
    :param browser: the anonymous id of this browser, from its signed cookie.
    :param is_admin: whether they see and may remove everything.
    :param is_known: whether the next request will be known to be of the same visitor.
    :param network: where the request comes from, see :func:`network_of`.
    :param place: which of the places of an address they are at; "" where it has none.
    """

    owner: str | None
    browser: str
    is_admin: bool = False
    is_known: bool = True
    network: str = ""
    place: str = ""

    @property
    def sender(self) -> str:
        """Who sends: a person, or a browser."""
        if self.owner is not None:
            return f"owner/{self.owner}"
        return f"browser/{self.browser}"
