"""``dropslot import``: take in pictures that were there before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from dropslot.accounts import Users
from dropslot.locales import ENGLISH
from dropslot.model import NotThere, UploadError, clean_title
from dropslot.settings import Bucket
from dropslot.storage import files_in, open_file
from dropslot.uploads import Backend, Source, stranger, strangers, take_in

from .group import Mistake
from .here import backend_here, mount_here


@click.command("import")
@click.argument("folder", required=False, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--place",
    "told",
    multiple=True,
    metavar="NAME=VALUE",
    help="Where they belong, if a host app's url_prefix has values; once for each.",
)
def import_(folder: Path | None, told: tuple[str, ...]) -> None:
    """Take in pictures that the catalog does not know.

    Without FOLDER those that lie in the upload folder or the bucket; with it copies of
    all pictures in that folder, its folders included. What was taken in before is left
    out.
    """
    place = _place(told)
    with backend_here() as backend:
        sources = (replace(one, place=place) for one in _sources(backend, folder))
        count = take_in(backend, sources, _say_refused)
    click.echo(
        f"Taken in: {count.taken}. Refused: {count.refused}."
        f" There already: {count.known}."
    )


def _place(told: tuple[str, ...]) -> str:
    mount = mount_here()
    names = mount.places.names if mount else []
    if mount is None or not names:
        if told:
            raise Mistake("There are no places here; leave out --place.")
        return ""
    if not told:
        wanted = " ".join(f"--place {name}=..." for name in names)
        raise Mistake(f"Say where the pictures belong: {wanted}")
    values = {name: value for name, _, value in (one.partition("=") for one in told)}
    try:
        return mount.places.named(values)
    except ValueError as error:
        raise Mistake(str(error)) from None


def _sources(backend: Backend, folder: Path | None) -> Iterator[Source]:
    upload_path = backend.settings.upload_path
    root = None if isinstance(upload_path, Bucket) else upload_path.resolve()
    place = root if folder is None else folder.resolve()
    if place and not (root and place.is_relative_to(root)):
        yield from _from_elsewhere(place, root)
        return
    inside = str(place.relative_to(root)) if place and root else "."
    users = Users(backend.database, backend.mount_id)
    owners = backend.catalog.owners() | {user.id for user in users.all()}
    for key in strangers(backend):
        if inside == "." or Path(key).is_relative_to(inside):
            yield stranger(backend, key, owners)


def _from_elsewhere(place: Path, root: Path | None) -> Iterator[Source]:
    if place.is_file():
        yield _source(place, place.name)
        return
    # The oldest first, as if each had been sent when it was taken.
    for path in sorted(map(Path, files_in(place)), key=_changed):
        # What lies in the upload folder is there already.
        if root is None or not path.is_relative_to(root):
            yield _source(path, str(path.relative_to(place)))


def _source(path: Path, shown: str) -> Source:
    return Source(
        title=clean_title(path.name),
        owner=None,
        shown=shown,
        open=lambda: open_file(path),
    )


def _changed(path: Path) -> float:
    return path.lstat().st_mtime


def _say_refused(source: Source, error: UploadError) -> None:
    sentence = ENGLISH.say_error(error)
    if isinstance(error, NotThere):
        sentence = "This is no file itself, and links are not followed."
    click.echo(f"{click.format_filename(os.fsencode(source.shown))}: {sentence}")
