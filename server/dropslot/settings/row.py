"""One row of the table of settings, as it is written and as an operator sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

PREFIX = "DROPSLOT_"


def setting(
    meaning: str,
    read: Callable[[Any], Any],
    default: Any,
    *,
    shown_default: str = "",
    show: Callable[[Any], str] | None = None,
) -> Any:
    """A row of the table.

    :param read: returns the checked value, or raises ``ValueError`` with what is
        allowed.
    :param shown_default: what an operator reads instead of the default.
    :param show: how its value may be shown where it holds a secret; others are shown
        as they are.
    """
    about = {
        "meaning": meaning,
        "read": read,
        "default": default,
        "shown_default": shown_default,
        "show": show or _plainly,
        "is_secret": show is not None,
    }
    return field(metadata=about, repr=show is None)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as an operator sees it.

    :param name: the field of :class:`dropslot.settings.Settings`.
    :param default: its value when nothing is set, before it is read.
    :param is_secret: no message may tell more of it than ``show`` does.
    """

    name: str
    meaning: str
    read: Callable[[Any], Any]
    default: Any
    shown_default: str
    show: Callable[[Any], str]
    is_secret: bool

    @property
    def variable(self) -> str:
        """The environment variable, and the key in ``app.config``."""
        return PREFIX + self.name.upper()

    def default_in_words(self) -> str:
        """What holds when nothing is set, for an operator."""
        return self.shown_default or self.show(self.default)

    def quoted(self, given: Any) -> str:
        """A value as it may stand in a message about it."""
        return repr(self.show(str(given))) if self.is_secret else repr(given)


def _plainly(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        # What has blanks in it has commas between.
        apart = " " if all(isinstance(one, str) for one in value) else ", "
        return apart.join(map(str, value))
    return str(value).replace("\n", "\\n")
