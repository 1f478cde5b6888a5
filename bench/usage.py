"""What a server and all its child processes have used, read from Linux's ``/proc``."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")

# Fields behind the name in /proc/<pid>/stat, counted from the state (proc(5)).
_PARENT = 1
_CPU = slice(11, 13)
_CPU_OF_ENDED_CHILDREN = slice(13, 15)
_RSS_PAGES = 21


def cpu_seconds(pid: int) -> tuple[float, float]:
    """CPU time, user and system, of a process, and of it with all its descendants.

    Children that have ended count as well: the kernel adds them to who waited for them.
    """
    tree = _tree(pid)
    ticks = sum(
        sum(map(int, fields[_CPU] + fields[_CPU_OF_ENDED_CHILDREN]))
        for fields in tree.values()
    )
    own_ticks = sum(map(int, tree[pid][_CPU]))
    return own_ticks / _TICKS_PER_SECOND, ticks / _TICKS_PER_SECOND


def memory_bytes(pid: int) -> tuple[int, int]:
    """Resident memory of a process, and of it with all its descendants.

    Pages that several of them share are counted for each.
    """
    resident = {
        each: int(fields[_RSS_PAGES]) * _PAGE_BYTES
        for each, fields in _tree(pid).items()
    }
    return resident[pid], sum(resident.values())


def _tree(pid: int) -> dict[int, list[str]]:
    everyone = dict(_processes())
    found = {pid}
    while more := {
        each
        for each, fields in everyone.items()
        if int(fields[_PARENT]) in found and each not in found
    }:
        found |= more
    return {each: everyone[each] for each in found}


def _processes() -> list[tuple[int, list[str]]]:
    read = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "stat").read_text("ascii", "replace")
        except (FileNotFoundError, ProcessLookupError):
            # It has ended since.
            continue
        # The name is in brackets and may hold anything, brackets too.
        read.append((int(folder.name), line.rpartition(")")[2].split()))
    return read
