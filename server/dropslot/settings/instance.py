"""What a relative path in a host's settings means: one in the app's instance folder.

Not in the folder that somebody happened to start it from: ``flask run``, a service and
a command would each have another. In 0.1.0 it was; what lies there is still used.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from .bucket import is_bucket
from .row import PREFIX
from .table import HIDDEN, SETTINGS, STAGING

# The file of an SQLite URL, where its path is relative and no URI of SQLite's own.
_SQLITE_FILE = re.compile(
    r"\s*(?P<scheme>sqlite(?:\+\w+)?:///)(?P<path>(?!/|file:|:memory:)[^?]+)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_log = logging.getLogger(__name__)


class _Kind(NamedTuple):
    """A setting that names a place.

    :param is_used: whether Dropslot, or its operator, has something at a path already.
    :param needs_room: whether the folder above it has to be there.
    """

    is_used: Callable[[Path], bool]
    needs_room: bool = False


_KINDS = {
    "UPLOAD_PATH": _Kind(lambda path: (path / HIDDEN).is_dir()),
    "STAGING_PATH": _Kind(lambda path: (path / STAGING).is_dir()),
    "SECRET_KEY_FILE": _Kind(Path.is_file, needs_room=True),
    "LOGO": _Kind(Path.is_file),
    "LOCALES": _Kind(Path.is_dir),
}
_OF_DATABASE = _Kind(Path.is_file, needs_room=True)
_DEFAULTS = {setting.variable: setting.default for setting in SETTINGS}


def in_instance(given: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The settings of a host, with every relative path made a whole one.

    What is new is in the instance folder. Where there is nothing yet, but the working
    directory has it, as in 0.1.0, that is meant, and the log says what to write.

    :param given: what a host set, by the names in ``app.config``.
    :param folder: the app's ``instance_path``; the folders that files need are made in
        it.
    """
    found = dict(given)
    for name, kind in _KINDS.items():
        variable = PREFIX + name
        value = given.get(variable)
        value = _DEFAULTS[variable] if value is None else value
        if path := _relative(value):
            found[variable] = str(_place(variable, kind, path, folder))
    variable = PREFIX + "DATABASE_URL"
    if url := _SQLITE_FILE.fullmatch(str(given.get(variable) or "")):
        file = _place(variable, _OF_DATABASE, Path(unquote(url["path"])), folder)
        found[variable] = f"{url['scheme']}{quote(str(file))}{url['rest']}"
    return found


def _relative(value: Any) -> Path | None:
    """The path that a value is, if it is a relative one."""
    if not isinstance(value, str | os.PathLike):
        return None
    text = str(value).strip()
    if not text or is_bucket(text) or "://" in text:
        return None
    path = Path(value).expanduser()
    return None if path.is_absolute() else path


def _place(variable: str, kind: _Kind, path: Path, folder: Path) -> Path:
    """The place that a relative path means."""
    there, here = folder / path, path.absolute()
    if there.resolve() == here.resolve():
        return there
    if kind.is_used(here):
        if not kind.is_used(there):
            _log.warning(_GOES_ON, variable, path, there, here, variable, here)
            return here
        if variable == PREFIX + "UPLOAD_PATH":
            _log.warning(_TWO, variable, path, there, here)
    if kind.needs_room:
        _make(there.parent)
    return there


_GOES_ON = (
    "%s is '%s', which means '%s' in a host app; there is nothing yet, so '%s' is used"
    " as before: write %s = '%s'."
)
_TWO = (
    "%s is '%s', which means '%s' in a host app; the pictures in '%s' are not shown, so"
    " if those are meant, write the whole path of that."
)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        # Whoever opens the file says that it cannot be, and in whose words it was set.
        return
