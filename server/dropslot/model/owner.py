"""Whose an upload is: a host's id of a person, of any kind, as it is kept."""

from __future__ import annotations

from typing import TypeAlias
from uuid import UUID

OwnerId: TypeAlias = str | int | UUID
"""A host's id of a person. It is kept as text: ``5`` and ``"5"`` are one person."""

# What an object says of itself that has no better to say, another at each start.
_ADDRESS = " object at 0x"
# They have a text, and it is nobody's id: True, b"ann", ["ann"].
_NO_IDS = (bool, bytes, bytearray, list, tuple, dict, set, frozenset)


def owner_text(given: object) -> str | None:
    """An id as it is kept, or None: nobody.

    Nobody is what ``None`` and ``""`` are, and ``False``, as in
    ``current_user.is_authenticated and current_user.id``; 0 is somebody.

    :raises TypeError: it is no id: ``True``, bytes, several at once, or an object that
        would be another one tomorrow.
    """
    if given is None or given is False:
        return None
    text = str(given)
    if isinstance(given, _NO_IDS) or _ADDRESS in text:
        raise TypeError(
            f"The owner of an upload must be an id, such as 5 or 'ann', not {text}:"
            " give the id of that object."
        )
    return text or None
