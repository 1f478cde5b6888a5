"""The command line: ``dropslot`` serves; its other words look and tidy."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import NoReturn

from . import __version__
from .app import create_app
from .engine import without_password
from .errors import UploadError
from .extension import open_keeper
from .passwords import PasswordError
from .person import PersonError
from .receive import request_limit_bytes
from .secret import read_secret
from .server import Server
from .setting_list import SETTINGS
from .settings import SettingError, Settings, read_settings, unknown_names
from .slot import EXTENSION
from .sweep import sweep
from .user_commands import add_commands
from .words import ENGLISH, in_megabytes

_WHO = {
    "public": "anyone who can reach this address, and everyone sees every picture",
    "members": "people who have an account; everyone sees every picture",
    "private": "people who have an account; each sees only their own pictures",
    "drop-only": "anyone who can reach this address; they see only what they sent",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process with 0, or with 2 and one sentence."""
    given = _parser().parse_args(arguments)
    for name in unknown_names(os.environ):
        print(f"dropslot: {name} is not a setting; it is ignored.", file=sys.stderr)
    try:
        given.run(given)
    except (SettingError, PersonError, PasswordError) as error:
        _end_with(str(error))
    except UploadError as error:
        _end_with(ENGLISH.say_error(error))
    except (EOFError, UnicodeError):
        _end_with("There was no password to read.")
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _run(given: argparse.Namespace) -> None:
    app = create_app()
    (slot,) = app.extensions[EXTENSION].values()
    settings: Settings = slot.settings
    nobody = slot.needs_sign_in and not slot.accounts.people.has_any()
    spool = settings.hidden_path / "staging"
    body_limit_bytes = request_limit_bytes(settings)
    try:
        server = Server(app, given.host, given.port, body_limit_bytes, spool)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such address"
        _end_with(
            f"cannot listen on {given.host}:{given.port} ({reason});"
            " --host and --port choose another address."
        )
    _greet(server, settings, given.host)
    if nobody:
        _say("Nobody has an account yet: dropslot user add NAME")
    if server.run():
        _say("Stopped; everything that had arrived is kept.")
    else:
        _say("Stopped; what took too long is not kept.")


def _greet(server: Server, settings: Settings, host: str) -> None:
    _say(f"Dropslot {__version__} listens on {' and '.join(server.urls)}")
    _say(f"  Pictures go to    {settings.upload_path}")
    _say(f"  Who may upload    {_WHO[settings.access]}")
    _say(f"  Largest file      {in_megabytes(settings.max_content_length)}")
    _say("  Ctrl-C stops it; dropslot settings shows what can be set.")
    if _is_loopback(host):
        return
    if settings.access == "public":
        _say(
            "Warning: other machines can reach this address, and nobody has to sign in."
        )
    elif settings.access != "drop-only" and not settings.trusted_proxies:
        _say("Warning: without TLS in front, passwords can be read on their way here.")


def _settings(_: argparse.Namespace) -> None:
    read = read_settings(os.environ)
    for setting in SETTINGS:
        value = getattr(read, setting.name.lower())
        if setting.name == "SECRET_KEY" and value:
            value = "(set)"
        if setting.name == "DATABASE_URL":
            value = without_password(value)
        _say(f"{setting.variable}={_shown(value)}")
        _say(f"    {setting.meaning}")
        _say(f"    Default: {setting.shown_default or _shown(setting.default)}")


def _check_config(_: argparse.Namespace) -> None:
    settings = read_settings(os.environ)
    open_keeper(settings, None).close()
    read_secret(settings)
    _say("All settings make sense; the folder and the database can be used.")


def _sweep(_: argparse.Namespace) -> None:
    keeper = open_keeper(read_settings(os.environ), None)
    swept = sweep(keeper, datetime.now(UTC))
    keeper.close()
    _say(
        f"Removed {swept.staged_files} unfinished and {swept.unrecorded_files}"
        f" unrecorded files, and {swept.partial_uploads} uploads in pieces."
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dropslot",
        description="An upload page for pictures. Without a command it serves it.",
        epilog="Settings are environment variables that begin with DROPSLOT_;"
        " 'dropslot settings' shows each with its value, default and meaning.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    _add_address(parser)
    parser.set_defaults(run=_run, host="127.0.0.1", port=5000)
    commands = parser.add_subparsers(title="commands", metavar="command")
    run = commands.add_parser("run", help="serve the page (the default)")
    _add_address(run)
    for name, function, text in (
        ("settings", _settings, "print every setting: value, meaning, default"),
        ("check-config", _check_config, "check the settings, the folder, the database"),
        ("sweep", _sweep, "remove what crashes and vanished visitors left behind"),
    ):
        command = commands.add_parser(name, help=text, description=text.capitalize())
        command.set_defaults(run=function)
    add_commands(commands)
    return parser


def _add_address(parser: argparse.ArgumentParser) -> None:
    # SUPPRESS: "dropslot --port 80 run" must not be overridden by run's own default.
    parser.add_argument(
        "--host", default=argparse.SUPPRESS, help="where to listen (127.0.0.1)"
    )
    parser.add_argument(
        "--port", type=_port, default=argparse.SUPPRESS, help="the port (5000)"
    )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text} is no port from 0 to 65535")
    return int(text)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _say(line: str) -> None:
    print(line, flush=True)


def _end_with(sentence: str) -> NoReturn:
    print(f"dropslot: {sentence}", file=sys.stderr)
    raise SystemExit(2)
