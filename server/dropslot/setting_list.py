"""Every setting: its name, default, unit and meaning, in the order of the manual."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
