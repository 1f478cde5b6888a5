"""Read every setting once, from the environment or from ``app.config``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .row import PREFIX, Setting
from .table import HIDDEN, SETTINGS, Settings


class SettingError(ValueError):
    """A setting has a value that makes no sense; its text is the whole sentence."""


def read_settings(given: Mapping[str, Any]) -> Settings:
    """Read every ``DROPSLOT_*`` value from the environment or from ``app.config``.

    :raises SettingError: at the first value that makes no sense.
    """
    values = {one.name: _read(one, given.get(one.variable)) for one in SETTINGS}
    hidden = values["upload_path"] / HIDDEN
    values["database_url"] = values["database_url"] or _sqlite_url(hidden)
    values["secret_key_file"] = values["secret_key_file"] or hidden / "secret"
    return Settings(**values)


def unknown_names(given: Mapping[str, Any]) -> list[str]:
    """The ``DROPSLOT_*`` names that mean nothing: most likely typing errors."""
    known = {setting.variable for setting in SETTINGS}
    return sorted(n for n in given if n.startswith(PREFIX) and n not in known)


def _read(setting: Setting, given: Any) -> Any:
    value = setting.default if given is None else given
    try:
        return setting.read(value)
    except (ValueError, TypeError) as error:
        raise SettingError(
            f"{setting.variable} is {setting.quoted(value)}, but it must be {error}."
        ) from None


def _sqlite_url(hidden: Path) -> str:
    # A question mark in the path is part of the path, not the beginning of options.
    return f"sqlite:///{quote(str(hidden))}/catalog.db"
