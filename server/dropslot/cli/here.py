"""Which Dropslot a command is about: the environment's, or the host app's own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import click
from flask import Flask
from flask.cli import ScriptInfo

from dropslot.settings import Settings, read_settings, unknown_names
from dropslot.uploads import Backend, open_backend
from dropslot.web import EXTENSION, Mount

from .group import Mistake


def settings_here() -> Settings:
    """The settings of the Dropslot that is meant.

    :raises SettingError: one of them makes no sense.
    """
    mount = mount_here()
    return mount.settings if mount else read_settings(os.environ)


@contextmanager
def backend_here(
    *, takes_any_secret: bool = False, is_leaving: bool = False
) -> Iterator[Backend]:
    """The backend of the Dropslot that is meant, open meanwhile.

    The parameters are those of :func:`dropslot.uploads.open_backend`.

    :raises SettingError: folder or database cannot be used.
    """
    # Not what the host app itself has opened or will open: commands may open what no
    # server can, and sweep nothing that they are not asked to.
    mount = mount_here()
    backend = open_backend(
        mount.settings if mount else read_settings(os.environ),
        mount.sender if mount else None,
        mount.name if mount else "dropslot",
        takes_any_secret=takes_any_secret,
        is_leaving=is_leaving,
    )
    try:
        # Listeners of the host may want its database.
        with _host().app_context() if mount else nullcontext():
            yield backend
    finally:
        backend.close()


def mount_here() -> Mount | None:
    """The Dropslot of a host app (``flask dropslot ...``), or None (``dropslot ...``).

    :raises Mistake: the app has none, or several to choose from.
    """
    context = click.get_current_context()
    host = context.find_object(ScriptInfo)
    if host is None:
        return None
    mounts: dict[str, Mount] = host.load_app().extensions.get(EXTENSION, {})
    if not mounts:
        raise Mistake("This app has no Dropslot.")
    wanted = context.find_root().meta.get(NAME)
    if wanted is None and len(mounts) == 1:
        return next(iter(mounts.values()))
    if wanted not in mounts:
        raise Mistake(f"Say which Dropslot is meant: --name {' or '.join(mounts)}.")
    return mounts[wanted]


def _host() -> Flask:
    return click.get_current_context().ensure_object(ScriptInfo).load_app()


NAME = "dropslot.name"
"""Where the context keeps the name of the Dropslot that is meant."""


def point_out_unknown_names() -> None:
    """Name what is set and means nothing: most likely a typing error."""
    for name in unknown_names(os.environ):
        click.echo(f"dropslot: {name} is not a setting; it is ignored.", err=True)
