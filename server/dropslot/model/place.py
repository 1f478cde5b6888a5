"""The place: what an upload belongs to by the values in the address it was sent to.

It is written as ``album=5``, of several values as ``user=ann/album=5``.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote

# What three more columns of an index leave of a row there: a third of a page of 8 KiB
# (PostgreSQL docs, 65.1, "B-Tree Indexes").
PLACE_CHARACTERS = 500


def place_of(values: Mapping[str, str]) -> str:
    """The place that values name, each as it stands in an address, in the order of the
    address; "" for none."""
    return "/".join(
        f"{name}={quote(unquote(value), safe='')}" for name, value in values.items()
    )


def values_of(place: str) -> dict[str, str]:
    """What a place's values are called, and each of them as text; none for ""."""
    if not place:
        return {}
    parts = (part.partition("=") for part in place.split("/"))
    return {name: unquote(value) for name, _, value in parts}
