"""Every setting: its name, default, unit and meaning; read and checked once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .formats import BY_EXTENSION
from .setting_values import (
    access,
    database,
    decimal,
    extensions,
    folder,
    optional_path,
    optional_text,
    whole,
)

PREFIX = "DROPSLOT_"
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


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as an operator sees it, without the ``DROPSLOT_`` prefix."""

    name: str
    default: Any
    meaning: str
    read: Callable[[Any], Any]
    shown_default: str = ""

    @property
    def variable(self) -> str:
        """The environment variable, and the key in ``app.config``."""
        return PREFIX + self.name


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


def _cores() -> int:
    # Not cpu_count: in a container it would count the whole machine's cores.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2


SETTINGS = (
    Setting(
        "UPLOAD_PATH",
        "uploads",
        "The folder that keeps the pictures.",
        folder,
    ),
    Setting(
        "DATABASE_URL",
        None,
        "The catalog: any SQLAlchemy URL of SQLite or PostgreSQL.",
        database,
        ".dropslot/catalog.db in the upload folder",
    ),
    Setting(
        "MAX_CONTENT_LENGTH",
        64 * 1024 * 1024,
        "The largest file, in bytes.",
        whole(1024, 1024**4, "bytes"),
    ),
    Setting(
        "MAX_PIXELS",
        100_000_000,
        "The largest picture, in pixels.",
        whole(1, 2**31 - 1, "pixels"),
    ),
    Setting(
        "MAX_FRAMES",
        2_000,
        "The longest animation, in frames.",
        whole(1, 1_000_000, "frames"),
    ),
    Setting(
        "CHECK_SECONDS",
        10,
        "What checking one picture may take, in seconds.",
        decimal(0.1, 3600, "seconds"),
    ),
    Setting(
        "CHECK_MEMORY",
        1024**3,
        "The memory that checking one picture may take, in bytes.",
        whole(256 * 1024**2, 1024**4, "bytes"),
    ),
    Setting(
        "CHECK_PROCESSES",
        0,
        "How many pictures are checked at a time; 0 means one for each core.",
        lambda value: whole(0, 1024, "processes")(value) or _cores(),
        "one for each core",
    ),
    Setting(
        "UPLOAD_EXTENSIONS",
        tuple(BY_EXTENSION),
        "The extensions that are accepted, with spaces or commas between.",
        extensions,
        " ".join(BY_EXTENSION),
    ),
    Setting(
        "ACCESS",
        "public",
        "Who may upload and who may see: `public`, `members`, `private` or"
        " `drop-only`.",
        access,
    ),
    Setting(
        "CHUNK_BYTES",
        8 * 1024 * 1024,
        "The page sends larger files in pieces of so many bytes.",
        whole(1024, 1024**3, "bytes"),
    ),
    Setting(
        "PARTIAL_HOURS",
        24,
        "An unfinished upload is swept when nobody went on with it for so many hours.",
        decimal(0.01, 24 * 365, "hours"),
    ),
    Setting(
        "PAGE_SIZE",
        60,
        "How many uploads a page of the gallery holds.",
        whole(1, 500, "uploads"),
    ),
    Setting(
        "SECRET_KEY",
        None,
        "Signs the cookies; long and random.",
        optional_text,
        "made on the first start and kept in SECRET_KEY_FILE",
    ),
    Setting(
        "SECRET_KEY_FILE",
        None,
        "The file that holds the secret key, readable by its owner only.",
        optional_path,
        ".dropslot/secret in the upload folder",
    ),
    Setting(
        "TRUSTED_PROXIES",
        0,
        "How many reverse proxies stand in front; their X-Forwarded-* are believed.",
        whole(0, 10, "proxies"),
    ),
    Setting(
        "LINK_SECONDS",
        7 * 24 * 3600,
        "How long a link to a private picture works, in seconds.",
        whole(1, 10 * 365 * 24 * 3600, "seconds"),
    ),
)
