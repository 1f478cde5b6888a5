"""``dropslot user``: give people accounts, and take them away."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass

from .extension import open_keeper
from .passwords import PasswordError, hashed
from .people import People
from .settings import Settings, read_settings
from .upload import owner_folder


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``user`` and its words to the command line."""
    user = commands.add_parser(
        "user",
        help="add, list, passwd, remove: who has an account",
        description="Who has an account. Passwords are asked for, or read from a line"
        " of the standard input; they are never arguments, which others can see.",
    )
    words = user.add_subparsers(title="commands", metavar="command", required=True)
    for name, function, text in (
        ("add", _add, "give somebody an account"),
        ("list", _list, "print everybody"),
        ("passwd", _passwd, "change a password; signs them out everywhere"),
        ("remove", _remove, "take an account away; the pictures stay"),
    ):
        word = words.add_parser(name, help=text, description=text.capitalize())
        word.set_defaults(run=function)
        if name != "list":
            word.add_argument("name", metavar="NAME")
        if name == "add":
            word.add_argument(
                "--admin", action="store_true", help="sees and removes everything"
            )


def _add(given: argparse.Namespace) -> None:
    with _people() as (people, settings):
        people.free_name(given.name)
        person = people.add(given.name, _asked(given.name), given.admin)
        folder = settings.upload_path / owner_folder(person.id)
    _say(f"{person.name} may sign in; their pictures go to {folder}")


def _list(_: argparse.Namespace) -> None:
    with _people() as (people, settings):
        everybody = people.all()
    for person in everybody:
        role = "admin" if person.is_admin else "member"
        _say(f"{person.name}\t{role}\t{settings.upload_path / owner_folder(person.id)}")
    if not everybody:
        print("Nobody has an account: dropslot user add NAME", file=sys.stderr)


def _passwd(given: argparse.Namespace) -> None:
    with _people() as (people, _):
        people.known(given.name)
        person = people.set_password(given.name, _asked(given.name))
    _say(f"{person.name} has a new password and is signed out everywhere.")


def _remove(given: argparse.Namespace) -> None:
    with _people() as (people, settings):
        person = people.remove(given.name)
        folder = settings.upload_path / owner_folder(person.id)
    _say(f"{person.name} cannot sign in any more; their pictures stay in {folder}")


@contextmanager
def _people() -> Iterator[tuple[People, Settings]]:
    settings = read_settings(os.environ)
    keeper = open_keeper(settings, None)
    try:
        yield People(keeper.catalog), settings
    finally:
        keeper.close()


def _asked(name: str) -> str:
    """A new password, hashed: asked for twice by a person, once by a program.

    :raises PasswordError: it is not taken, or the two are not the same.
    """
    if sys.stdin is None:
        return hashed("")
    if not sys.stdin.isatty():
        return hashed(sys.stdin.readline().rstrip("\r\n"))
    password = getpass(f"Password for {name}: ")
    answer = hashed(password)
    if getpass("Again: ") != password:
        raise PasswordError("The two passwords are not the same.")
    return answer


def _say(line: str) -> None:
    print(line, flush=True)
