"""Finds a Python interpreter for the checkers, whatever program serves the app.

In uWSGI, under mod_wsgi or in a frozen program ``sys.executable`` is the server itself,
or nothing at all.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import PIL

_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
_NAMES = (f"python{_VERSION}", "python3", "python")


def interpreters() -> list[str]:
    """Programs that may be an interpreter of this Python's version, the best first."""
    return list(dict.fromkeys(filter(_is_interpreter, _candidates())))


def search_path() -> list[str]:
    """Where a child finds the same modules as this process, be they what they may."""
    here = [os.path.abspath(entry) for entry in sys.path]  # noqa: PTH100 - "" is the cwd
    # An editable install may be found by a hook, and not by a path.
    packages = [Path(__file__).parents[2], Path(str(PIL.__file__)).parents[1]]
    return list(dict.fromkeys([*here, *map(str, packages)]))


def _candidates() -> Iterator[str]:
    yield sys.executable or ""
    yield getattr(sys, "_base_executable", "") or ""
    folders = [f"{prefix}/bin" for prefix in (sys.prefix, sys.exec_prefix)]
    folders += [sysconfig.get_config_var("BINDIR") or "", f"{sys.base_prefix}/bin"]
    for folder in folders:
        for name in _NAMES:
            yield os.path.join(folder, name)  # noqa: PTH118
    for name in _NAMES:
        yield shutil.which(name) or ""


def _is_interpreter(candidate: str) -> bool:
    is_named_so = Path(candidate).name.lower().startswith(("python", "pypy"))
    return is_named_so and os.access(candidate, os.X_OK)
