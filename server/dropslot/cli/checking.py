"""``dropslot check``: what is recorded and not stored, or the other way round."""

from __future__ import annotations

import os
from collections import Counter

import click

from dropslot.uploads import Found, Inventory, Trouble

from .here import backend_here

# A mark that is old names what a crash left; the sweep takes it away.
_HARMLESS = {Trouble.OLD_MARK}


@click.command()
def check() -> None:
    """Say what is recorded and not stored, or the other way round.

    It changes nothing, and servers may be at work meanwhile. Ends with 1 when something
    is missing.
    """
    with backend_here() as backend:
        inventory, counts = Inventory(backend), Counter[Trouble]()
        for found in inventory.take():
            counts[found.trouble] += 1
            click.echo(_line(found))
        moving_to = backend.whereabouts.place().moving_to
    click.echo(f"Looked at {_pictures(inventory.pictures)}.")
    for trouble in Trouble:
        click.echo(f"{trouble.value.capitalize()}: {counts[trouble]}")
    click.echo(f"Thumbnails that will be made again: {inventory.thumbnails}")
    if inventory.moving:
        click.echo(f"Not moved yet: {inventory.moving}")
    if moving_to is not None:
        click.echo(f"A move to '{moving_to}' was begun and has not ended.")
    if counts.keys() - _HARMLESS:
        raise SystemExit(1)


def _line(found: Found) -> str:
    key = click.format_filename(os.fsencode(found.what))
    title = f" ({found.title})" if found.title else ""
    return f"{key}{title}: {found.trouble.value}"


def _pictures(number: int) -> str:
    return "1 picture" if number == 1 else f"{number} pictures"
