"""``dropslot user``: give people accounts, and take them away."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass

import click

from dropslot.accounts import PasswordError, Users, hashed
from dropslot.model import owner_folder
from dropslot.settings import Settings

from .group import Mistake
from .here import backend_here, mount_here


@click.group()
def user() -> None:
    """Add, list, passwd, remove: who has an account.

    Passwords are asked for, or read from a line of the standard input; they are never
    arguments, which others can see.
    """


@user.command()
@click.argument("name")
@click.option("--admin", is_flag=True, help="Sees and removes everything.")
def add(name: str, admin: bool) -> None:
    """Give somebody an account."""
    with _users() as (users, settings):
        users.free_name(name)
        added = users.add(name, _asked(name), admin)
        folder = _place(settings, added.id)
    click.echo(f"{added.name} may sign in; their pictures go to {folder}")


@user.command("list")
def list_() -> None:
    """Print everybody."""
    with _users() as (users, settings):
        everybody = users.all()
    for one in everybody:
        role = "admin" if one.is_admin else "member"
        folder = _place(settings, one.id)
        click.echo(f"{one.name}\t{role}\t{folder}")
    if not everybody:
        # "dropslot user", or "flask dropslot user".
        group = click.get_current_context().command_path.rpartition(" ")[0]
        click.echo(f"Nobody has an account: {group} add NAME", err=True)


@user.command()
@click.argument("name")
def passwd(name: str) -> None:
    """Change a password; signs them out everywhere."""
    with _users() as (users, _):
        users.known(name)
        changed = users.set_password(name, _asked(name))
    click.echo(f"{changed.name} has a new password and is signed out everywhere.")


@user.command()
@click.argument("name")
def remove(name: str) -> None:
    """Take an account away; the pictures stay."""
    with _users() as (users, settings):
        removed = users.remove(name)
        folder = _place(settings, removed.id)
    click.echo(
        f"{removed.name} cannot sign in any more; their pictures stay in {folder}"
    )


def _place(settings: Settings, user_id: str) -> str:
    return f"{settings.upload_path}/{owner_folder(user_id)}"


@contextmanager
def _users() -> Iterator[tuple[Users, Settings]]:
    mount = mount_here()
    if mount and not mount.has_accounts:
        raise Mistake("This app signs people in by itself; give them accounts there.")
    with backend_here() as backend:
        yield Users(backend.database, backend.mount_id), backend.settings


def _asked(name: str) -> str:
    """A new password, hashed: asked for twice by a person, once by a program.

    :raises PasswordError: it is not taken, or the two are not the same.
    :raises Mistake: there is none.
    """
    try:
        return _read_password(name)
    except (EOFError, UnicodeError) as error:
        raise Mistake("There was no password to read.") from error


def _read_password(name: str) -> str:
    if sys.stdin is None:
        return hashed("")
    if not sys.stdin.isatty():
        return hashed(sys.stdin.readline().rstrip("\r\n"))
    password = getpass(f"Password for {name}: ")
    answer = hashed(password)
    if getpass("Again: ") != password:
        raise PasswordError("The two passwords are not the same.")
    return answer
