"""How one setting's value is read: each reader returns it or says what is allowed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dropslot.model import BY_EXTENSION, Access


def whole(low: int, high: int, unit: str) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        try:
            number = int(str(value).replace("_", ""))
        except ValueError:
            number = low - 1
        if isinstance(value, bool) or not low <= number <= high:
            raise ValueError(f"a whole number of {unit} from {low} to {high}")
        return number

    return read


def decimal(low: float, high: float, unit: str) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        try:
            number = float(value)
        except ValueError:
            number = low - 1
        if isinstance(value, bool) or not low <= number <= high:
            raise ValueError(f"a number of {unit} from {low:g} to {high:g}")
        return number

    return read


def optional(read: Callable[[Any], int]) -> Callable[[Any], int | None]:
    return lambda value: None if value in (None, "") else read(value)


def folder(value: Any) -> Path:
    if not isinstance(value, str | os.PathLike) or not str(value).strip():
        raise ValueError("the path of a folder")
    if "://" in str(value):
        raise ValueError("the path of a folder on this machine")
    return Path(value).expanduser().absolute()


def optional_path(value: Any) -> Path | None:
    return folder(value) if value else None


def optional_text(value: Any) -> str | None:
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise ValueError("a text that is not empty")
    return value


def database(value: Any) -> str | None:
    kinds = ("sqlite:///", "sqlite+", "postgresql")
    if value and (not str(value).startswith(kinds) or ":memory:" in str(value)):
        raise ValueError("an SQLAlchemy URL of an SQLite file or of PostgreSQL")
    return str(value) if value else None


def extensions(value: Any) -> tuple[str, ...]:
    if not isinstance(value, str | list | tuple | set | frozenset):
        value = ""
    words = value.replace(",", " ").split() if isinstance(value, str) else list(value)
    read = ["." + str(word).strip().lower().lstrip(".") for word in words]
    if not read or any(word not in BY_EXTENSION for word in read):
        raise ValueError(f"one or more of {' '.join(BY_EXTENSION)}")
    return tuple(dict.fromkeys(read))


def access(value: Any) -> Access:
    try:
        return Access(value)
    except ValueError as error:
        raise ValueError(f"one of {', '.join(Access)}") from error


def without_password(url: str | None) -> str:
    """A database's URL, fit to be shown."""
    return re.sub(r"(://[^:/@]*:).*@", r"\1***@", url or "")
