"""How much the server has to do at one moment."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """What a server has to do.

    :param threads: how many answer requests.
    :param busy_threads: how many of them do so now.
    :param waiting_requests: that have arrived, and have no thread yet.
    :param spool_bytes: what bodies that are arriving hold on the disk.
    """

    threads: int
    busy_threads: int
    waiting_requests: int
    spool_bytes: int
