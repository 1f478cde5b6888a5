"""``dropslot move`` and ``dropslot move-records``: to another place, with every URL."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from dropslot.database import Database
from dropslot.locales import in_megabytes
from dropslot.settings import Settings, read_database_url, read_place
from dropslot.uploads import (
    Backend,
    CannotMove,
    Emptied,
    Progress,
    bring_rest,
    empty_source,
    move_away,
    move_records,
)

from .here import backend_here
from .progress import ProgressLine


@click.command()
@click.argument("target")
@click.option(
    "--remove",
    is_flag=True,
    help="Also remove from the old place what has arrived in the new one.",
)
def move(target: str, remove: bool) -> None:
    """Move all pictures to TARGET, a folder or s3://bucket/prefix, while servers run.

    It may be interrupted and begun again. In the end it says what to set; once every
    server has been restarted with that, run it again for what came meanwhile, with
    --remove to empty the old place.
    """
    place = read_place(target)
    with backend_here() as backend:
        if str(place) == str(backend.settings.upload_path):
            _finish(backend, remove)
            return
        if remove:
            raise CannotMove(
                f"--remove is for later, when every server runs with '{place}': servers"
                f" still read from '{backend.settings.upload_path}'."
            )
        with _progress() as progress:
            move_away(backend, place, progress)
        _say_copied(progress)
        _say_what_to_do(backend.settings, place)


@click.command("move-records")
@click.argument("url")
def move_records_(url: str) -> None:
    """Move all records to the database URL, while no server runs.

    From SQLite to PostgreSQL, or back. A "-" reads the URL from a line of the standard
    input, so that nobody sees the password in it. It may be interrupted and begun
    again; in the end the database before is not used any more, and stays where it is.
    """
    target_url = read_database_url(sys.stdin.readline() if url == "-" else url)
    with backend_here(is_leaving=True) as backend:
        before, target = backend.database.place, Database(target_url)
        line = ProgressLine()
        try:
            count = move_records(
                backend, target, lambda count: line.say(lambda: f"{count} rows")
            )
        finally:
            line.end()
            target.close()
    click.echo(f"Moved {count} rows to '{target.place}' and counted them there.")
    click.echo("From now on start with")
    if target.file is None:
        click.echo(f"    DROPSLOT_DATABASE_URL={target.place} and its password")
    else:
        click.echo(f"    DROPSLOT_DATABASE_URL=sqlite:///{target.place}")
    click.echo(
        f"'{before}' stays where it is, but nobody can start with it;"
        " 'dropslot move-records' takes the records back there."
    )


def _finish(backend: Backend, remove: bool) -> None:
    here, place = backend.settings.upload_path, backend.whereabouts.place()
    if place.moved_from is None:
        if place.moving_to is not None:
            backend.whereabouts.end()
            click.echo(f"The move to '{place.moving_to}' is given up.")
        click.echo(f"All pictures lie in '{here}'; nothing is to be moved.")
        return
    with _progress() as progress:
        bring_rest(backend, progress)
    _say_copied(progress)
    if not remove:
        click.echo(
            f"All pictures lie in '{here}', and what '{place.moved_from}' still has is"
            f" looked for there, too, until 'dropslot move {here} --remove'."
        )
        return
    _say_emptied(place.moved_from, empty_source(backend))


@contextmanager
def _progress() -> Iterator[Progress]:
    line = ProgressLine()

    def say(progress: Progress) -> None:
        line.say(lambda: _so_far(progress))

    try:
        yield Progress(say)
    finally:
        line.end()


def _so_far(progress: Progress) -> str:
    return (
        f"Looked at {progress.looked} of {progress.total} pictures, copied"
        f" {progress.copied} ({in_megabytes(progress.copied_bytes)})"
    )


def _say_copied(progress: Progress) -> None:
    click.echo(
        f"Copied {progress.copied} pictures ({in_megabytes(progress.copied_bytes)}) and"
        f" {progress.chunks} chunks of unfinished files, and read each of them back."
    )
    if progress.nowhere:
        click.echo(
            f"Warning: {len(progress.nowhere)} are recorded, but their bytes are"
            " nowhere; 'dropslot check' names them."
        )


def _say_what_to_do(settings: Settings, place: object) -> None:
    before = settings.upload_path
    click.echo(f"From now on the pictures lie in '{place}'. Restart every server with")
    click.echo(f"    DROPSLOT_UPLOAD_PATH={place}")
    file = settings.secret_key_file
    lies_there = file and isinstance(before, Path) and file.is_relative_to(before)
    if lies_there and not settings.secret_key:
        click.echo(f"    DROPSLOT_SECRET_KEY_FILE={file}")
    click.echo(
        f"and then run 'dropslot move {place}' with the same, for what came meanwhile;"
        f" with --remove it empties '{before}'."
    )


def _say_emptied(source: str, emptied: Emptied) -> None:
    click.echo(f"Removed {emptied.removed} pictures from '{source}'.")
    if not emptied.left:
        click.echo("Nothing that is recorded lies there any more; files without a")
        click.echo("record stayed. Restarted, servers do not look there again.")
        return
    for key in emptied.left:
        click.echo(f"{key}: not alike in both places, so it stays")
    raise SystemExit(1)
