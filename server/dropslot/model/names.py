"""Names: of uploads, of their owners' folders, and the titles that senders give."""

from __future__ import annotations

import re
import secrets
import threading
import time
import unicodedata
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import quote, unquote
from uuid import UUID

from .formats import BY_EXTENSION

# The longest title that is kept, in characters; most file systems allow 255 bytes.
TITLE_CHARACTERS = 200
# The longest name that a sender may give themselves, in characters.
SENDER_NAME_CHARACTERS = 80
# Control, format (bidi overrides too), surrogate and private-use characters.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
# Format characters that belong to names: joiners of emoji and of Persian and Indic.
_JOINERS = {"\u200c", "\u200d"}
_NAME = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.[a-z]{3,4}"
)


def is_name(text: str) -> bool:
    """Whether a text can be the name of an upload at all."""
    return _NAME.fullmatch(text) is not None


def new_name(extension: str) -> str:
    """A new name: names sort in the order in which they were made."""
    return f"{_uuid7()}{extension}"


def continue_behind(name: str) -> None:
    """Let new names sort behind one that there is: the clock may have been set back."""
    global _last_stamp
    if not is_name(name):
        return
    value = UUID(name.partition(".")[0]).int
    stamp = value >> 80 << 12 | value >> 64 & 0xFFF
    with _stamp_lock:
        # One from the end of time would leave no room for others.
        if stamp < _LAST_STAMP:
            _last_stamp = max(_last_stamp, stamp)


def made_at(name: str) -> datetime:
    """When a name was made, in UTC, by the clock of then; in milliseconds."""
    stamp_ms = UUID(name.partition(".")[0]).int >> 80
    # The year 9999 is the last that a datetime holds.
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
        milliseconds=min(stamp_ms, _LAST_STAMP >> 12)
    )


def owner_of(folder: str) -> str:
    """Whose folder it is, by its name; see :func:`owner_folder`."""
    return unquote(folder)


def is_digest(folder: str) -> bool:
    """Whether a folder's name does not tell whose it is; see :func:`owner_folder`."""
    return re.fullmatch(r"[0-9a-f]{64}", folder) is not None


def extension_in(name: str) -> str:
    """The extension that a name ends in, in lower case with the dot; "" for none."""
    _, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot else ""


def owner_folder(owner: str) -> str:
    """A host's id of a person as the name of one folder, whatever the id holds."""
    quoted = quote(owner, safe="@+ ")
    if quoted.startswith("."):
        quoted = "%2E" + quoted[1:]
    # 255 bytes is the longest name on ext4, APFS and NTFS.
    return quoted if len(quoted) <= 200 else sha256(owner.encode()).hexdigest()


def clean_title(filename: str) -> str:
    """The client's name for a file, made safe to show.

    Path parts, control and bidi-override characters are removed, the length is bounded
    with the ending kept; every script and emoji stays as it is.
    """
    base = filename.replace("\\", "/").rsplit("/", 1)[-1]
    title = unicodedata.normalize("NFC", "".join(filter(_is_shown, base))).strip()
    if len(title) <= TITLE_CHARACTERS:
        return title
    stem, dot, extension = title.rpartition(".")
    ending = dot + extension if len(extension) <= 10 else ""
    return (stem if ending else title)[: TITLE_CHARACTERS - len(ending)] + ending


def clean_sender_name(given: str) -> str | None:
    """What a sender calls themselves, made safe to show; None for nothing."""
    text = "".join(c if _is_shown(c) else " " for c in given)
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return text[:SENDER_NAME_CHARACTERS].strip() or None


def stem_of(title: str) -> str:
    """A title without a picture's extension, where it ends in one."""
    stem, dot, extension = title.rpartition(".")
    return stem if dot + extension.lower() in BY_EXTENSION else title


def with_extension(name: str, filename: str) -> str:
    """A name; where it ends in no picture's extension, with that of a file."""
    _, dot, extension = clean_title(filename).rpartition(".")
    if stem_of(name) == name and dot:
        return f"{name}.{extension}"
    return name


def _is_shown(character: str) -> bool:
    if character in _JOINERS:
        return True
    # U+E0020..7F are the tags that flags such as Scotland's are made of.
    if "\U000e0020" <= character <= "\U000e007f":
        return True
    return unicodedata.category(character) not in _UNPRINTABLE


_last_stamp = 0
# Milliseconds to the year 9999, in the 12 bits more that stamps have.
_LAST_STAMP = 253_370_764_800_000 << 12
_stamp_lock = threading.Lock()


def _uuid7() -> UUID:
    """RFC 9562, 5.7, with 12 bits of sub-millisecond time (6.2, method 3)."""
    global _last_stamp
    with _stamp_lock:
        stamp = max(time.time_ns() * 4096 // 1_000_000, _last_stamp + 1)
        _last_stamp = stamp
    value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64
    return UUID(int=value | 0b10 << 62 | secrets.randbits(62))
