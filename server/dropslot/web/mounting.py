"""What an app already has, before one more Dropslot is mounted in it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from dropslot.settings import Settings, unknown_names

from .mount import Mount
from .places import Places

_log = logging.getLogger(__name__)


def free_name(
    dropslot: object, name: str, places: Places, taken: Mapping[str, Mount]
) -> str:
    """What the blueprint of one more Dropslot is called: ``name``, or with its prefix
    behind it.

    :param dropslot: the ``Dropslot``.
    :param taken: the mounts that the app has, by name.
    :raises RuntimeError: the app has this Dropslot, one at that prefix, or those names.
    """
    where = places.prefix or "/"
    for mount in taken.values():
        if mount.sender is dropslot:
            there = mount.prefix or "/"
            raise RuntimeError(
                f"This Dropslot is mounted in this app already, at {there}: say"
                " Dropslot(app) or slot.init_app(app), and not both."
            )
        if mount.prefix == places.prefix:
            raise RuntimeError(
                f"This app has a Dropslot at {where} already; give this one another"
                " url_prefix."
            )
    for candidate in (name, name + places.as_name):
        if candidate not in taken:
            return candidate
    raise RuntimeError(
        f"This app has a Dropslot named {name!r} already; give the one at {where}"
        " another name."
    )


def point_out(
    settings: Settings, config: Mapping[str, Any], taken: Mapping[str, Mount]
) -> None:
    """Say in the log what is most likely a mistake of the host's.

    :param config: the app's.
    :param taken: the mounts that the app has, by name.
    """
    for name in unknown_names(config):
        _log.warning("%s is not a setting of Dropslot; it is ignored.", name)
    for mount in taken.values():
        if mount.settings.upload_path == settings.upload_path:
            _log.warning(
                "Two Dropslots of this app keep their pictures in '%s': each shows"
                " those of the other. Give each an UPLOAD_PATH of its own.",
                settings.upload_path,
            )
