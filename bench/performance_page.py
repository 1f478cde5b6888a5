"""docs/performance.md: its tables are those of the last full run."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from bench.report import Result, Table, goals_table
from bench.served import ROOT

_MOUNTS = Path("/proc/mounts")
PAGE = ROOT / "docs" / "performance.md"
_PACKAGES = ("Flask", "Werkzeug", "waitress", "Pillow", "SQLAlchemy", "pyvips-binary")


def write(results: Sequence[Result], folder: Path, now: datetime) -> None:
    """Replace what stands between the page's markers.

    :param folder: where it was measured; what disk it is on is said.
    :param now: when it was measured, in UTC.
    """
    text = PAGE.read_text("utf-8")
    blocks = {
        "run": _run(folder, now),
        "goals": goals_table(results).markdown(),
        "ratios": _tables([table for result in results for table in result.ratios]),
        "figures": _tables([table for result in results for table in result.figures]),
    }
    for name, block in blocks.items():
        text = _replaced(text, name, block)
    PAGE.write_text(text, "utf-8")


def _run(folder: Path, now: datetime) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    kernel = ".".join(platform.release().split(".")[:2])
    return (
        f"Measured on {now:%Y-%m-%d} by `make bench`, with {os.cpu_count()} cores,"
        f" Linux {kernel}, {_file_system(folder)},"
        f" Python {platform.python_version()}, {packages}."
    )


def _file_system(folder: Path) -> str:
    mounts = [line.split() for line in _MOUNTS.read_text("utf-8").splitlines()]
    above = [mount for mount in mounts if folder.resolve().is_relative_to(mount[1])]
    return max(above, key=lambda mount: len(mount[1]))[2]


def _tables(tables: Sequence[Table]) -> str:
    return "\n\n".join(table.markdown() for table in tables)


def _replaced(text: str, name: str, block: str) -> str:
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.S)
    if not pattern.search(text):
        raise ValueError(f"{PAGE.name} has no markers {begin} and {end}.")
    return pattern.sub(lambda _: f"{begin}\n\n{block}\n\n{end}", text)
