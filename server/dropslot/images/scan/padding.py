"""Zeros and white space between what matters."""

from __future__ import annotations

import re

from .frame import Data

_NO_PADDING = re.compile(rb"[^\x00\t\n\x0b\x0c\r ]")


def skip_padding(data: Data, start: int, end: int | None = None) -> int:
    """Find where zeros and white space end.

    :return: offset of the first other byte from `start` on, or `end`, which is the
        length if it is not said.
    """
    end = len(data) if end is None else end
    found = _NO_PADDING.search(data, start, end)
    return found.start() if found else end
