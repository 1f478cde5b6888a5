"""HTTP: every URL on one screen, views, errors as answers, the page."""

from __future__ import annotations

from .allowance import Allowance
from .assets import Assets, frontend_folder
from .host_files import check_file, keep_file, latest
from .mount import EXTENSION, Mount, mount_of
from .routes import make_blueprint
from .visitor import sentence

__all__ = [
    "EXTENSION",
    "Allowance",
    "Assets",
    "Mount",
    "check_file",
    "frontend_folder",
    "keep_file",
    "latest",
    "make_blueprint",
    "mount_of",
    "sentence",
]
