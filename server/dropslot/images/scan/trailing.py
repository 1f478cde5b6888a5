"""What may stand behind the end of a picture: padding, or what its maker put there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from dropslot.model import NotAnImage

from . import leftovers, payloads, samsung
from .frame import Data
from .padding import skip_padding

MAX_STEPS = 1_000
"""Harmless pieces behind a picture; tools leave one or two."""

Step: TypeAlias = Callable[[Data, int], int]
"""Steps over a piece that does no harm, such as a comment: from the first byte that is
no padding to the offset behind it, or to the same offset where there is none."""


def refuse_behind_jpeg(data: Data, end: int) -> None:
    """Refuse what hides behind a JPEG; what is not known is taken for a camera's.

    :param end: where its last picture ends.
    :raises NotAnImage: when it is something that no camera writes.
    """
    at = skip_padding(data, end)
    if at == len(data):
        return
    payloads.refuse(data, end)
    if leftovers.are_behind_jpeg(data, at):
        raise NotAnImage("other-data.picture")


def refuse_behind(data: Data, end: int, step: Step | None = None) -> None:
    """Refuse all that is not known to be harmless behind any other picture.

    :param end: where it ends.
    :raises NotAnImage: when there is something; it says what.
    """
    trailer_at = samsung.trailer_start(data)
    at = skip_padding(data, end)
    if at < len(data):
        payloads.refuse(data, end)
    for _ in range(MAX_STEPS):
        if at == len(data) or end <= trailer_at <= at:
            return
        behind = step(data, at) if step else at
        if behind == at:
            break
        end, at = behind, skip_padding(data, behind)
    raise NotAnImage(
        "other-data.picture" if leftovers.are_behind(data, at) else "other-data"
    )
