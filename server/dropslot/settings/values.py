"""How one setting's value is read: each reader returns it or says what is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Any

from dropslot.model import BY_EXTENSION

LEAST_SECRET_CHARACTERS = 16
SECRET_RULE = (
    f"at least {LEAST_SECRET_CHARACTERS} characters, long and random, such as"
    " python3 -c 'import secrets; print(secrets.token_hex(32))' prints; with a new key"
    " everybody signs in again, and links that were handed out end"
)
# "64 MB", "20 MiB", "1.5g", "67108864".
_SIZE = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?:(?P<unit>[kmgt])(?:i?b)?|b(?:ytes?)?)?",
    re.IGNORECASE,
)
_DATABASE = re.compile(r"sqlite(\+\w+)?:///.|postgresql(\+\w+)?://.")

# Parts of a path that need no quoting (RFC 3986, 2.3), and no steps upwards. Nothing
# else is let into an address of ours: "//evil.example" would be another site.
URL_PREFIX = re.compile(r"(/(?!\.\.?(/|$))[A-Za-z0-9._~-]+)+")


class LogForm(StrEnum):
    """What ``DROPSLOT_LOG`` may be."""

    TEXT = "text"
    JSON = "json"
    OFF = "off"


class SenderName(StrEnum):
    """What ``DROPSLOT_SENDER_NAME`` may be."""

    OFF = "off"
    OPTIONAL = "optional"


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


def size(low: int, high: int) -> Callable[[Any], int]:
    """A number of bytes, with or without a unit; 1 KB is 1024 bytes, as on the page."""

    def read(value: Any) -> int:
        found = _SIZE.fullmatch(str(value).strip().replace("_", ""))
        count_bytes = Decimal(-1)
        if found and not isinstance(value, bool):
            power = " kmgt".index((found["unit"] or " ").lower())
            count_bytes = Decimal(found["number"]) * 1024**power
        # Half a byte is a slip; the rest of a byte in "1.3 MB" is none.
        is_whole = count_bytes == int(count_bytes) or bool(found and found["unit"])
        if not (is_whole and low <= count_bytes <= high):
            raise ValueError(
                f"a number of bytes, or of KB, MB or GB, from {_in_unit(low)} to"
                f" {_in_unit(high)}"
            )
        return int(count_bytes)

    return read


def optional_size(low: int, high: int) -> Callable[[Any], int | None]:
    read_size = size(low, high)

    def read(value: Any) -> int | None:
        if value is None or str(value).strip().lower() in ("", "none"):
            return None
        try:
            return read_size(value)
        except ValueError as error:
            raise ValueError(f"none, or {error}") from error

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


def secret(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value.strip()) < LEAST_SECRET_CHARACTERS:
        raise ValueError(SECRET_RULE)
    return value


def database(value: Any) -> str | None:
    if not value:
        return None
    scheme, colon, rest = str(value).strip().partition(":")
    # "postgres" is what hosting services hand out; SQLAlchemy knows the long name only.
    kind = re.sub(r"^postgres(?=\+|$)", "postgresql", scheme.lower())
    url = kind + colon + rest
    in_memory = ":memory:" in url or "mode=memory" in url
    if not _DATABASE.match(url) or in_memory:
        raise ValueError("an SQLAlchemy URL of an SQLite file or of PostgreSQL")
    server, _, name = url.partition("//")[2].partition("/")
    if kind.startswith("postgresql") and (
        server.count("@") > 1 or "@" in name.partition("?")[0]
    ):
        raise ValueError(
            "a URL with @, : and / in user and password written as %40, %3A and %2F"
        )
    return url


def extensions(value: Any) -> tuple[str, ...]:
    if not isinstance(value, str | list | tuple | set | frozenset):
        value = ""
    words = value.replace(",", " ").split() if isinstance(value, str) else list(value)
    read = ["." + str(word).strip().lower().lstrip(".") for word in words]
    if not read or any(word not in BY_EXTENSION for word in read):
        raise ValueError(f"one or more of {' '.join(BY_EXTENSION)}")
    return tuple(dict.fromkeys(read))


def path_of(example: str) -> Callable[[Any], str]:
    """A path of a site, without a slash at its end, or "" for none."""

    def read(value: Any) -> str:
        path = "/" + str(value).strip("/ ") if str(value).strip("/ ") else ""
        if path and not URL_PREFIX.fullmatch(path):
            raise ValueError(f"a path such as {example}, of letters, digits and -._~")
        return path

    return read


def hosts(value: Any) -> tuple[str, ...]:
    words = value.replace(",", " ").split() if isinstance(value, str) else list(value)
    # Whoever copies it from the address bar copies the port as well.
    names = [re.sub(r":\d+$", "", str(word).lower()).rstrip(".") for word in words]
    one = re.compile(r"\*|(\*\.)?[\w.-]+|\[[\da-f:.]+\]")
    if not all(map(one.fullmatch, names)):
        raise ValueError("one or more names, such as photos.example.org")
    return tuple(dict.fromkeys(names))


def one_of(choices: type[StrEnum]) -> Callable[[Any], StrEnum]:
    def read(value: Any) -> StrEnum:
        try:
            return choices(str(value).strip().lower().replace("_", "-"))
        except ValueError as error:
            raise ValueError(f"one of {', '.join(choices)}") from error

    return read


def _in_unit(count_bytes: int) -> str:
    for power, unit in ((6, "EB"), (4, "TB"), (3, "GB"), (2, "MB"), (1, "KB")):
        if count_bytes >= 1024**power:
            return f"{count_bytes / 1024**power:g} {unit}"
    return f"{count_bytes} bytes"
