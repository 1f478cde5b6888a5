"""Read every setting once, from the environment or from ``app.config``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .bucket import Bucket
from .row import PREFIX, Setting
from .table import HIDDEN, SETTINGS, STAGING, Settings


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
    if isinstance(place, Bucket):
        _demand_what_is_shared(values, place)
        values["staging_path"] = (
            values["staging_path"] or _own_folder(place)
        ) / STAGING
        return Settings(**values)
    hidden = place / HIDDEN
    values["staging_path"] = (values["staging_path"] or hidden) / STAGING
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


def _own_folder(bucket: Bucket) -> Path:
    digest = sha256(str(bucket).encode()).hexdigest()[:8]
    return Path(tempfile.gettempdir()) / f"dropslot-{os.getuid()}" / digest


def _sqlite_url(hidden: Path) -> str:
    # A question mark in the path is part of the path, not the beginning of options.
    return f"sqlite:///{quote(str(hidden))}/catalog.db"
