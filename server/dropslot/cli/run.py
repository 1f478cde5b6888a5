"""``dropslot run``: serve the page."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import click
from flask import Flask

from dropslot import __version__
from dropslot.app import create_app
from dropslot.locales import in_megabytes
from dropslot.metrics import Metrics, open_metrics
from dropslot.model import Access, UploadError
from dropslot.serving import Bodies, Server, Spools
from dropslot.settings import Settings
from dropslot.uploads import CannotKeep, rehearse
from dropslot.web import EXTENSION, Allowance, Mount, is_loopback

from .group import Mistake

# Beside those that are inside the door of the checkers, 16 compare passwords and 8 wait
# for an assembly: so some are always free for the page, the list and /healthz.
_MORE_THREADS = 32
_WHO = {
    Access.PUBLIC: "anyone who can reach this address, and everyone sees every picture",
    Access.MEMBERS: "people who have an account; everyone sees every picture",
    Access.PRIVATE: "people who have an account; each sees only their own pictures",
    Access.DROP_ONLY: (
        "anyone who can reach this address; they see only what they sent"
    ),
}


def serve(host: str, port: int) -> None:
    """Serve the app that the environment describes until it is asked to stop.

    :raises Mistake: the address cannot be listened on.
    """
    with _steps_told():
        app = create_app(listens_on=host)
    (mount,) = app.extensions[EXTENSION].values()
    server = _listening(app, mount, host, port)
    server.heed_signals()
    _say_what_is_wrong(mount)
    metrics = open_metrics(mount.backend, lambda: server.load)
    _greet(server, mount.settings, host, metrics)
    if _nobody_can_sign_in(mount):
        click.echo("Nobody has an account yet: dropslot user add NAME")
    if server.run(_say_stopping):
        click.echo("Stopped; everything that had arrived is kept.")
    else:
        with suppress(UploadError):
            mount.backend.leases.let_go()
        click.echo("Stopped; what took too long is not kept.")


def _say_what_is_wrong(mount: Mount) -> None:
    """Check and keep a picture once, which also starts a checker for the first."""
    try:
        rehearse(mount.backend, datetime.now(UTC), with_checker=True)
    except CannotKeep as error:
        click.echo(f"Warning: {error} What is there is served.")


@contextmanager
def _steps_told() -> Iterator[None]:
    """Say each step of the start when it begins, so that a slow one is known."""
    steps, handler = logging.getLogger("dropslot.start"), _Echo()
    steps.addHandler(handler)
    # They are for who starts it, and not for the log.
    steps.propagate = False
    try:
        yield
    finally:
        steps.propagate = True
        steps.removeHandler(handler)


class _Echo(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        click.echo(f"{record.getMessage()} ...")


def _say_stopping(requests: int) -> None:
    if requests:
        click.echo(f"Stopping; finishing {_counted(requests, 'request')} ...")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _listening(app: Flask, mount: Mount, host: str, port: int) -> Server:
    settings = mount.settings
    spools = Spools(settings.staging_path, settings.max_arriving)
    bodies = Bodies(settings.request_bytes, spools, Allowance(mount))
    mount.health.watch(spools.refuse_when_nearly_full)
    try:
        return Server(app, host, port, bodies, settings.door_places + _MORE_THREADS)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such address"
        raise Mistake(
            f"cannot listen on {host}:{port} ({reason});"
            " --host and --port choose another address."
        ) from error


def _greet(
    server: Server, settings: Settings, host: str, metrics: Metrics | None
) -> None:
    click.echo(f"Dropslot {__version__} listens on {' and '.join(server.urls)}")
    click.echo(f"  Pictures go to    {settings.upload_path}")
    click.echo(f"  Who may upload    {_WHO[settings.access]}")
    click.echo(f"  Largest file      {in_megabytes(settings.max_content_length)}")
    if metrics:
        click.echo(f"  Metrics are at    {metrics.url}")
    click.echo("  Ctrl-C stops it; dropslot settings shows what can be set.")
    if is_loopback(host):
        return
    if settings.access is Access.PUBLIC:
        click.echo(
            "Warning: other machines can reach this address, and nobody has to sign in."
        )
    elif settings.access.needs_sign_in and not settings.trusted_proxies:
        click.echo(
            "Warning: without TLS in front, passwords can be read on their way here."
        )


def _nobody_can_sign_in(mount: Mount) -> bool:
    accounts = mount.accounts
    return bool(
        accounts and mount.access.needs_sign_in and not accounts.users.has_any()
    )
