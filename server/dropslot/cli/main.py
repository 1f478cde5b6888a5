"""The command line: ``dropslot`` serves; its other words look and tidy.

The same words are ``flask dropslot ...`` in a host app, about that app's Dropslot.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click
from flask.cli import ScriptInfo

from dropslot import __version__
from dropslot.settings import SETTINGS, read_secret_key
from dropslot.uploads import rehearse, sweep

from .checking import check
from .group import Group, Mistake
from .here import NAME, backend_here, point_out_unknown_names, settings_here
from .importing import import_
from .moving import move, move_records_
from .run import serve
from .upgrade import upgrade
from .users import user


class _Port(click.ParamType[int]):
    name = "port"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit() and int(text) <= 65535):
            self.fail(f"{text} is no port from 0 to 65535", param, ctx)
        return int(text)


@click.group(
    cls=Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Settings begin with DROPSLOT_: environment variables or, of a host app,"
    " keys of app.config. 'settings' shows each with its value, default and meaning.",
)
@click.version_option(__version__, message="%(version)s")
@click.option("--host", default="127.0.0.1", help="Where to listen (127.0.0.1).")
@click.option("--port", type=_Port(), default=5000, help="The port (5000).")
@click.option("--name", help="Which Dropslot, in a host app that has several.")
@click.pass_context
def dropslot(context: click.Context, host: str, port: int, name: str | None) -> None:
    """An upload page for pictures.

    "dropslot" alone serves it; "flask dropslot" is about that of a host app.
    """
    context.find_root().meta[NAME] = name
    if context.find_object(ScriptInfo):
        if context.invoked_subcommand is None:
            click.echo(context.get_help())
        return
    point_out_unknown_names()
    if context.invoked_subcommand is None:
        serve(host, port)


@dropslot.command()
@click.option("--host", help="Where to listen (127.0.0.1).")
@click.option("--port", type=_Port(), help="The port (5000).")
@click.pass_context
def run(context: click.Context, host: str | None, port: int | None) -> None:
    """Serve the page (the default)."""
    if context.find_object(ScriptInfo):
        raise Mistake("A host app is served by its own server: flask run.")
    before = context.parent.params if context.parent else {}
    # "dropslot --port 80 run" means it as well.
    serve(host or before["host"], before["port"] if port is None else port)


@dropslot.command()
def settings() -> None:
    """Print every setting: value, meaning, default."""
    read = settings_here()
    for setting in SETTINGS:
        value = getattr(read, setting.name)
        click.echo(f"{setting.variable}={setting.show(value)}")
        click.echo(f"    {setting.meaning}")
        click.echo(f"    Default: {setting.default_in_words()}")


@dropslot.command("check-config")
def check_config() -> None:
    """Check the settings, and that a picture can be kept: folder, checker, database."""
    with backend_here() as backend:
        read_secret_key(backend.settings)
        rehearse(backend, datetime.now(UTC), with_checker=True)
    click.echo("All settings make sense; pictures can be checked, kept and recorded.")


@dropslot.command("sweep")
def sweep_command() -> None:
    """Remove what crashes and vanished visitors left behind."""
    with backend_here() as backend:
        swept = sweep(backend, datetime.now(UTC))
    click.echo(
        f"Removed {swept.staged_files} unfinished and {swept.unrecorded_files}"
        f" unrecorded files, and {swept.upload_sessions} uploads in pieces."
    )


dropslot.add_command(check)
dropslot.add_command(import_)
dropslot.add_command(move)
dropslot.add_command(move_records_)
dropslot.add_command(upgrade)
dropslot.add_command(user)
