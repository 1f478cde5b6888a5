"""How one setting's value is read: each reader returns it or says what is allowed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

from dropslot.model import BY_EXTENSION, Access

# Parts of a path that need no quoting (RFC 3986, 2.3), and no steps upwards. Nothing
# else is let into an address of ours: "//evil.example" would be another site.
URL_PREFIX = re.compile(r"(/(?!\.\.?(/|$))[A-Za-z0-9._~-]+)+")


class LogForm(StrEnum):
    """What ``DROPSLOT_LOG`` may be."""

    TEXT = "text"
    JSON = "json"
    OFF = "off"


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


def url_prefix(value: Any) -> str:
    path = "/" + str(value).strip("/ ") if str(value).strip("/ ") else ""
    if path and not URL_PREFIX.fullmatch(path):
        raise ValueError("a path such as /photos, of letters, digits and -._~")
    return path


def hosts(value: Any) -> tuple[str, ...]:
    words = value.replace(",", " ").split() if isinstance(value, str) else list(value)
    # Whoever copies it from the address bar copies the port as well.
    names = [re.sub(r":\d+$", "", str(word).lower()).rstrip(".") for word in words]
    one = re.compile(r"\*|(\*\.)?[\w.-]+|\[[\da-f:.]+\]")
    if not all(map(one.fullmatch, names)):
        raise ValueError("one or more names, such as photos.example.org")
    return tuple(dict.fromkeys(names))


def access(value: Any) -> Access:
    try:
        return Access(value)
    except ValueError as error:
        raise ValueError(f"one of {', '.join(Access)}") from error


def one_of(choices: type[StrEnum]) -> Callable[[Any], StrEnum]:
    def read(value: Any) -> StrEnum:
        try:
            return choices(str(value).strip().lower().replace("_", "-"))
        except ValueError as error:
            raise ValueError(f"one of {', '.join(choices)}") from error

    return read


def without_password(url: str | None) -> str:
    """A database's URL, fit to be shown."""
    return re.sub(r"(://[^:/@]*:).*@", r"\1***@", url or "")
