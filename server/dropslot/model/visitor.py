"""Who is asking, and what they are known by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is asking.

    :param owner: the host's id of a signed-in person, or None.
    :param browser: the anonymous id of this browser, from its signed cookie.
    :param is_admin: whether they see and may remove everything.
    :param is_known: whether their next request will be known to be theirs: they are
        signed in, or brought their cookie.
    """

    owner: str | None
    browser: str
    is_admin: bool = False
    is_known: bool = True

    @property
    def sender(self) -> str:
        """Who sends: a person, or a browser."""
        if self.owner is not None:
            return f"owner/{self.owner}"
        return f"browser/{self.browser}"
