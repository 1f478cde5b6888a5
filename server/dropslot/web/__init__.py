"""HTTP: every URL on one screen, views, errors as answers, the page."""

from __future__ import annotations

from .access_log import log_strays, log_unread
from .allowance import Allowance
from .answers import protect
from .assets import Assets, NotBuilt, frontend_folder
from .default_owner import DefaultOwner
from .element import dropslot
from .error_handlers import decline, fail, refuse
from .host_api import HostApi
from .host_files import check_file
from .hosts import is_loopback, refuse_other_host
from .hosts_view import answer_refusals
from .mount import EXTENSION, Mount, mount_of
from .mounting import free_name, point_out
from .opening import Opening, open_parts
from .places import Places
from .prefix import Prefix
from .routes import make_blueprint
from .visitor import sentence

__all__ = [
    "EXTENSION",
    "Allowance",
    "Assets",
    "DefaultOwner",
    "HostApi",
    "Mount",
    "NotBuilt",
    "Opening",
    "Places",
    "Prefix",
    "answer_refusals",
    "check_file",
    "decline",
    "dropslot",
    "fail",
    "free_name",
    "frontend_folder",
    "is_loopback",
    "log_strays",
    "log_unread",
    "make_blueprint",
    "mount_of",
    "open_parts",
    "point_out",
    "protect",
    "refuse",
    "refuse_other_host",
    "sentence",
]
