"""``dropslot upgrade``: bring the database to the tables of this version."""

from __future__ import annotations

import click

from dropslot.database import NEWEST, take_new_secret
from dropslot.settings import read_secret_key

from .group import Mistake
from .here import backend_here


@click.command()
@click.option(
    "--new-secret",
    is_flag=True,
    help="Take the secret key that is set now for the new one of all replicas.",
)
def upgrade(new_secret: bool) -> None:
    """Bring the database to the tables of this version; every start does so, too."""
    with backend_here(takes_any_secret=new_secret) as backend:
        database = backend.database
        if database.can_only_be_read:
            raise Mistake(f"The database '{database.place}' can only be read.")
        click.echo(f"The database '{database.place}' {_told(database.schema_before)}.")
        if new_secret:
            secret = read_secret_key(backend.settings)
            take_new_secret(database, backend.mount_id, secret)
            click.echo("Replicas that start from now on need this secret key.")


def _told(before: str | None) -> str:
    if before == NEWEST:
        return f"is up to date: it has schema {NEWEST}"
    if before is None:
        return f"was empty, and now has schema {NEWEST}"
    return f"had schema {before}, and now has {NEWEST}"
