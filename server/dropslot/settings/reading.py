"""Read every setting once, from the environment or from ``app.config``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .bucket import Bucket
from .paths import folder_or_bucket
from .row import PREFIX, Setting
from .table import HIDDEN, SETTINGS, STAGING, Settings
from .values import database


class SettingError(ValueError):
    """A setting has a value that makes no sense; its text is the whole sentence."""


def read_settings(given: Mapping[str, Any]) -> Settings:
    """Read every ``DROPSLOT_*`` value from the environment or from ``app.config``.

    :raises SettingError: at the first value that makes no sense.
    """
    values = {one.name: _read(one, given.get(one.variable)) for one in SETTINGS}
    place = values["upload_path"]
    if values["accel_redirect"]:
        _demand_a_proxy(values)
    given_staging = values["staging_path"]
    values["staging_path"] = (
        given_staging / STAGING if given_staging else _default_staging(place)
    )
    if isinstance(place, Bucket):
        _demand_what_is_shared(values, place)
        return Settings(**values)
    hidden = place / HIDDEN
    values["database_url"] = values["database_url"] or _sqlite_url(hidden)
    values["secret_key_file"] = values["secret_key_file"] or hidden / "secret"
    return Settings(**values)


def read_place(text: str) -> Path | Bucket:
    """A place for pictures, as ``DROPSLOT_UPLOAD_PATH`` names one.

    :raises SettingError: it makes no sense.
    """
    try:
        return folder_or_bucket(text)
    except ValueError as error:
        raise SettingError(f"'{text}' must be {error}.") from None


def read_database_url(text: str) -> str:
    """A database, as ``DROPSLOT_DATABASE_URL`` names one.

    :raises SettingError: it makes no sense.
    """
    # What is none may hold a password all the same, and is not repeated.
    with suppress(ValueError):
        if url := database(text.strip()):
            return url
    raise SettingError(
        "The URL must be an SQLAlchemy URL of an SQLite file or of PostgreSQL."
    )


def elsewhere(settings: Settings, place: Path | Bucket) -> Settings:
    """The same settings, with the pictures in another place."""
    staging = settings.staging_path
    if staging == _default_staging(settings.upload_path):
        staging = _default_staging(place)
    return replace(settings, upload_path=place, staging_path=staging)


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


def _demand_what_is_shared(values: Mapping[str, Any], bucket: Bucket) -> None:
    given = f"DROPSLOT_UPLOAD_PATH is '{bucket}', so DROPSLOT_"
    if not values["database_url"]:
        raise SettingError(
            f"{given}DATABASE_URL must be given, such as"
            " postgresql+psycopg://user:password@host/dropslot: a bucket keeps no"
            " records, and every replica must find the same ones."
        )
    file = values["secret_key_file"]
    if values["secret_key"] or (file and file.is_file()):
        return
    must = "SECRET_KEY or DROPSLOT_SECRET_KEY_FILE must be given"
    if file:
        must = f"SECRET_KEY_FILE '{file}' must be there"
    raise SettingError(
        f"{given}{must}: one that is made here would be another at each replica, and"
        " cookies and links of one would mean nothing to the others."
    )


def _demand_a_proxy(values: Mapping[str, Any]) -> None:
    given, place = values["accel_redirect"], values["upload_path"]
    if not isinstance(place, Bucket):
        raise SettingError(
            f"DROPSLOT_ACCEL_REDIRECT is '{given}', but DROPSLOT_UPLOAD_PATH is the"
            f" folder '{place}': it is for a bucket, which nginx can fetch from."
        )
    if not values["trusted_proxies"]:
        raise SettingError(
            f"DROPSLOT_ACCEL_REDIRECT is '{given}', so DROPSLOT_TRUSTED_PROXIES must be"
            " at least 1: there is nginx in front, and nobody else may reach Dropslot."
        )


def _default_staging(place: Path | Bucket) -> Path:
    if not isinstance(place, Bucket):
        return place / HIDDEN / STAGING
    digest = sha256(str(place).encode()).hexdigest()[:8]
    own = Path(tempfile.gettempdir()) / f"dropslot-{os.getuid()}" / digest
    return own / STAGING


def _sqlite_url(hidden: Path) -> str:
    # A question mark in the path is part of the path, not the beginning of options.
    return f"sqlite:///{quote(str(hidden))}/catalog.db"
