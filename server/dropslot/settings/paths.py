"""How the settings that name a place are read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from .bucket import Bucket, is_bucket, read_bucket


def folder(value: Any) -> Path:
    if not isinstance(value, str | os.PathLike) or not str(value).strip():
        raise ValueError("the path of a folder")
    if "://" in str(value):
        raise ValueError("the path of a folder on this machine")
    return Path(value).expanduser().absolute()


def folder_or_bucket(value: Any) -> Path | Bucket:
    text = str(value).strip()
    if is_bucket(text):
        return read_bucket(text)
    try:
        return folder(value)
    except ValueError as error:
        raise ValueError(f"{error}, or s3://bucket/prefix") from error


def existing_folder(value: Any) -> Path | None:
    path = folder(value) if value else None
    if path is not None and not path.is_dir():
        raise ValueError("the path of a folder that there is")
    return path


def optional_path(value: Any) -> Path | None:
    return folder(value) if value else None
