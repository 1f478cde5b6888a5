"""All settings of one Dropslot: read and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .setting_list import PREFIX, SETTINGS, Setting

HIDDEN = ".dropslot"


class SettingError(ValueError):
    """A setting has a value that makes no sense; its text is the whole sentence."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one Dropslot, checked. Sizes are in bytes, times in seconds."""

    upload_path: Path
    database_url: str
    max_content_length: int
    max_pixels: int
    max_frames: int
    check_seconds: float
    check_memory: int
    check_processes: int
    upload_extensions: tuple[str, ...]
    access: str
    chunk_bytes: int
    partial_hours: float
    page_size: int
    secret_key: str | None
    secret_key_file: Path
    trusted_proxies: int
    link_seconds: int

    @property
    def hidden_path(self) -> Path:
        """What is ours alone in the upload folder."""
        return self.upload_path / HIDDEN


def read_settings(given: Mapping[str, Any]) -> Settings:
    """Read every ``DROPSLOT_*`` value from the environment or from ``app.config``.

    :raises SettingError: at the first value that makes no sense.
    """
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        value = given.get(setting.variable)
        values[setting.name.lower()] = _read(
            setting, setting.default if value is None else value
        )
    hidden = values["upload_path"] / HIDDEN
    values["database_url"] = values["database_url"] or _sqlite_url(hidden)
    values["secret_key_file"] = values["secret_key_file"] or hidden / "secret"
    return Settings(**values)


def unknown_names(given: Mapping[str, Any]) -> list[str]:
    """The ``DROPSLOT_*`` names that mean nothing: most likely typing errors."""
    known = {setting.variable for setting in SETTINGS}
    return sorted(n for n in given if n.startswith(PREFIX) and n not in known)


def _sqlite_url(hidden: Path) -> str:
    # A question mark in the path is part of the path, not the beginning of options.
    return f"sqlite:///{quote(str(hidden))}/catalog.db"


def _read(setting: Setting, value: Any) -> Any:
    try:
        return setting.read(value)
    except (ValueError, TypeError) as error:
        allowed = str(error)
        raise SettingError(
            f"{setting.variable} is {value!r}, but it must be {allowed}."
        ) from error
