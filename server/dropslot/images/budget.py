"""What a file may cost, however its cost is made up."""

from __future__ import annotations

from collections.abc import Sequence

from dropslot.locales import in_megabytes
from dropslot.model import Format, NotAnImage, TooManyFrames
from dropslot.settings import LEAST_CHECK_MEMORY_BYTES

from .cost import Cost
from .limits import Limits
from .scan import Data, Frame

IDLE_BYTES = 128 * 1024**2
"""What a checker takes for itself: 55 MB, and 30 MB more to make a thumbnail."""

FREE_NS = 2_000_000_000
NS_PER_BYTE = 300
"""A file may take two seconds, and more the more its decoder has to read: a film as
WebP has 30 pixels a byte, at 10 ns each."""

MOST_OF_DEADLINE = 0.5
"""But no more than so much of the time that a check has, for cores half as fast."""


def refuse_dear(
    costs: Sequence[Cost], frame: Frame, data: Data, format_: Format, limits: Limits
) -> None:
    """Refuse a file that takes too much memory or time, before it does.

    :param costs: of all its frames.
    :param frame: the one whose size is told.
    :raises NotAnImage: with the memory that it needs, or because it takes too long.
    :raises TooManyFrames: with how many of such frames may be.
    """
    needed_bytes = IDLE_BYTES + len(data) + max(cost.memory_bytes for cost in costs)
    if needed_bytes > max(limits.memory_bytes, LEAST_CHECK_MEMORY_BYTES):
        px = frame.width_px * frame.height_px
        raise NotAnImage(
            "too-much-memory",
            pixels=f"{px / 10**6:.{0 if px >= 10**7 else 1}f}",
            format=format_.name,
            needed=in_megabytes(needed_bytes, up=True),
            limit=in_megabytes(limits.memory_bytes),
        )
    total_ns = sum(cost.cpu_ns for cost in costs)
    affordable_ns = _affordable_ns(sum(cost.file_bytes for cost in costs), limits)
    if total_ns <= affordable_ns:
        return
    frames = int(affordable_ns * len(costs) / total_ns)
    if format_.name == "JPEG" or not 1 <= frames < len(costs):
        raise NotAnImage("too-complex")
    raise TooManyFrames(limit=frames)


def _affordable_ns(file_bytes: int, limits: Limits) -> float:
    deadline_ns = limits.cpu_seconds * 10**9
    return max(
        FREE_NS,
        min(FREE_NS + NS_PER_BYTE * file_bytes, deadline_ns * MOST_OF_DEADLINE),
    )
