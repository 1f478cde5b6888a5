"""Every setting in one table: its name, default, unit and meaning, as in the manual.

Those of the page's looks are in ``page_table.py``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from dropslot.model import FORMATS, Access

from .address import Address, optional_address
from .bucket import Bucket
from .masking import without_password
from .page_table import PageSettings
from .paths import folder_or_bucket, optional_path
from .row import Setting, setting
from .values import (
    LogForm,
    database,
    decimal,
    extensions,
    hosts,
    one_of,
    optional_size,
    path_of,
    secret,
    size,
    whole,
)

HIDDEN = ".dropslot"
STAGING = "staging"
LEAST_CHECK_MEMORY_BYTES = 256 * 1024**2
# Of the largest size; more that are smaller.
_FILES_A_REQUEST = 4
# What is in a form beside its files: their names, fields, boundaries.
_FORM_BYTES = 1024**2


def _cores() -> int:
    # Not cpu_count: in a container it would count the whole machine's cores.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2


@dataclass(frozen=True, slots=True)
class Settings(PageSettings):
    """All settings of one Dropslot, checked. Sizes are in bytes, times in seconds."""

    upload_path: Path | Bucket = setting(
        "The folder that keeps the pictures, or a bucket of an S3 store, such as"
        " `s3://photos/dropslot`; then DATABASE_URL and SECRET_KEY must be given.",
        folder_or_bucket,
        "uploads",
    )
    staging_path: Path = setting(
        "The folder whose `staging` holds what arrives, on a disk of this machine; for"
        " an upload folder on the same file system, and the same for all processes.",
        optional_path,
        None,
        shown_default=".dropslot in the upload folder; with a bucket a folder of its"
        " own in the system's folder for temporary files",
    )
    database_url: str = setting(
        "The catalog: any SQLAlchemy URL of SQLite or PostgreSQL.",
        database,
        None,
        shown_default=".dropslot/catalog.db in the upload folder",
        show=without_password,
    )
    max_content_length: int = setting(
        "The largest file, in bytes.",
        size(1024, 1024**4),
        64 * 1024 * 1024,
    )
    max_request: int | None = setting(
        "The longest request, in bytes; several files may come in one.",
        optional_size(1024, 1024**4),
        None,
        shown_default="four times MAX_CONTENT_LENGTH",
    )
    max_arriving: int | None = setting(
        "What requests that have not arrived whole may hold on the disk together, in"
        " bytes; who sends more is asked to come again.",
        optional_size(1024, 1024**6),
        None,
        shown_default="half of the room that is left",
    )
    max_total: int | None = setting(
        "What all pictures together may have, in bytes; more are refused with 507.",
        optional_size(1024, 1024**6),
        None,
        shown_default="none: as much as the disk has room for",
    )
    max_unfinished: int | None = setting(
        "What all unfinished uploads together may have, in bytes; when more arrives,"
        " the one that was left alone for longest goes.",
        optional_size(1024, 1024**6),
        None,
        shown_default="half of the room that the pictures leave on the disk",
    )
    max_pixels: int = setting(
        "The largest picture, in pixels.",
        whole(1, 2**31 - 1, "pixels"),
        # The largest photos of phones have 200 megapixels (16320 x 12240).
        220_000_000,
    )
    max_frames: int = setting(
        "The longest animation, in frames.",
        whole(1, 1_000_000, "frames"),
        2_000,
    )
    check_seconds: float = setting(
        "What checking one picture may take, in seconds.",
        decimal(0.1, 3600, "seconds"),
        10,
    )
    check_memory: int = setting(
        "The memory that checking one picture may take, in bytes.",
        size(LEAST_CHECK_MEMORY_BYTES, 1024**4),
        1024**3,
    )
    check_processes: int = setting(
        "How many pictures are checked at a time; 0 means one for each core.",
        lambda value: whole(0, 1024, "processes")(value) or _cores(),
        0,
        shown_default="one for each core",
    )
    check_places: int = setting(
        "How many uploads may be checked, or wait for a check, at a time; who comes"
        " then is asked to come again.",
        whole(1, 1024, "uploads"),
        16,
    )
    upload_extensions: tuple[str, ...] = setting(
        "The extensions that are accepted, with spaces or commas between; others of the"
        " same format are accepted as well (.jpeg and .jfif with .jpg).",
        extensions,
        tuple(format_.extension for format_ in FORMATS),
    )
    access: Access = setting(
        "Who may upload and who may see: `public`, `members`, `private` or"
        " `drop-only`.",
        one_of(Access),
        Access.PUBLIC,
    )
    chunk_bytes: int = setting(
        "The page sends larger files in pieces of so many bytes.",
        size(1024, 1024**3),
        8 * 1024 * 1024,
    )
    partial_hours: float = setting(
        "An unfinished upload is swept when nobody went on with it for so many hours;"
        " at least one, as long as a request may last.",
        decimal(0.01, 24 * 365, "hours"),
        24,
    )
    page_size: int = setting(
        "How many uploads a page of the gallery holds.",
        whole(1, 500, "uploads"),
        60,
    )
    secret_key: str | None = setting(
        "Signs the cookies; long and random, at least 16 characters.",
        secret,
        None,
        shown_default="made on the first start and kept in SECRET_KEY_FILE",
        show=lambda value: "(hidden)" if value else "",
    )
    secret_key_file: Path | None = setting(
        "The file that holds the secret key, readable by its owner only.",
        optional_path,
        None,
        shown_default=".dropslot/secret in the upload folder",
    )
    trusted_proxies: int = setting(
        "How many reverse proxies stand in front; their X-Forwarded-* are believed.",
        whole(0, 10, "proxies"),
        0,
    )
    url_prefix: str = setting(
        "Where the page is found behind a proxy, such as `/photos`; the proxy may strip"
        " it or not. A host app says `Dropslot(app, url_prefix=...)` instead.",
        path_of("/photos"),
        "",
        shown_default="what the proxy's X-Forwarded-Prefix says, else the root",
    )
    accel_redirect: str = setting(
        "Has nginx fetch from the bucket by itself: the path of an internal location of"
        " it, such as `/_s3`; docs/scaling/nginx.conf is made for that one.",
        path_of("/_s3"),
        "",
        shown_default="off: Dropslot fetches and sends",
    )
    hosts: tuple[str, ...] = setting(
        "The names that it answers to beside those of this machine, with spaces or"
        " commas between; `*.example.org` is every name under that one.",
        hosts,
        (),
        shown_default="any; while it listens on this machine alone, only `localhost`"
        " and the like",
    )
    link_seconds: int = setting(
        "How long a link to a private picture works, in seconds.",
        whole(1, 10 * 365 * 24 * 3600, "seconds"),
        7 * 24 * 3600,
    )
    log: LogForm = setting(
        "How the program logs: `text`, `json`, or `off`: no line for each request.",
        one_of(LogForm),
        LogForm.TEXT,
    )
    metrics: Address | None = setting(
        "Where Prometheus finds the metrics, such as `127.0.0.1:9100`: an address and a"
        " port of their own. Whoever reaches it can read them.",
        optional_address,
        None,
        shown_default="none: nothing is measured",
    )

    @property
    def request_bytes(self) -> int:
        """The longest request: never less than one file and the form around it."""
        wanted_bytes = self.max_request or _FILES_A_REQUEST * self.max_content_length
        return max(wanted_bytes, self.max_content_length) + _FORM_BYTES

    @property
    def door_places(self) -> int:
        """How many uploads may be inside the door of the checkers at a time."""
        return max(self.check_processes, self.check_places)

    @property
    def hidden_path(self) -> Path:
        """What is ours alone in the upload folder.

        :raises TypeError: pictures go to a bucket, which is no folder.
        """
        if isinstance(self.upload_path, Bucket):
            raise TypeError("A bucket has no folder.")
        return self.upload_path / HIDDEN


def _rows() -> Iterator[Setting]:
    """A row for each setting, those of the page's looks last."""
    last = {one.name for one in fields(PageSettings)}
    for one in sorted(fields(Settings), key=lambda one: one.name in last):
        yield Setting(one.name, **one.metadata)


SETTINGS = tuple(_rows())
