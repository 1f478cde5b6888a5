"""Every setting in one table, read once."""

from __future__ import annotations

from .address import Address
from .branding import Link, Logo
from .bucket import Bucket
from .instance import in_instance
from .masking import masker, without_password
from .reading import (
    SettingError,
    elsewhere,
    read_database_url,
    read_place,
    read_settings,
    unknown_names,
)
from .row import PREFIX
from .secret_key import instance_name, read_secret_key
from .table import HIDDEN, LEAST_CHECK_MEMORY_BYTES, SETTINGS, STAGING, Settings
from .values import URL_PREFIX, SenderName

__all__ = [
    "HIDDEN",
    "LEAST_CHECK_MEMORY_BYTES",
    "PREFIX",
    "SETTINGS",
    "STAGING",
    "URL_PREFIX",
    "Address",
    "Bucket",
    "Link",
    "Logo",
    "SenderName",
    "SettingError",
    "Settings",
    "elsewhere",
    "in_instance",
    "instance_name",
    "masker",
    "read_database_url",
    "read_place",
    "read_secret_key",
    "read_settings",
    "unknown_names",
    "without_password",
]
