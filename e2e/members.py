"""Users with accounts: as the operator adds them, and as they sign in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dropslot.accounts import Users
from dropslot.database import Database
from playwright.sync_api import BrowserContext, Page
from program import Program, StartProgram
from signing import HASH
from signing import PASSWORD as PASSWORD


def start_for_ann(start_program: StartProgram, **settings: object) -> Program:
    """A program where Ann has an account, and sees only what is hers."""
    program = start_program(ACCESS="private", **settings)
    add_person(program, "ann")
    return program


def add_person(program: Program, name: str, *, admin: bool = False) -> None:
    """Give somebody an account."""
    with _people(program) as people:
        people.add(name, HASH, admin)


def end_sessions(program: Program, name: str) -> None:
    """Sign somebody out everywhere, as a new password does; it is the same one."""
    with _people(program) as people:
        people.set_password(name, HASH)


def come_signed_in(context: BrowserContext, program: Program, name: str) -> None:
    """Sign somebody in, as another tab of this browser would."""
    answer = context.request.post(
        f"{program.url}/login",
        form={"username": name, "password": PASSWORD},
        max_redirects=0,
    )
    assert answer.status == 303


def go_signed_out(context: BrowserContext, program: Program) -> None:
    """Sign out, as another tab of this browser would."""
    context.request.post(f"{program.url}/logout", max_redirects=0)


def fill_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill the form to sign in, and send it."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


@contextmanager
def _people(program: Program) -> Iterator[Users]:
    # As the command line does, in a tenth of its time.
    database = Database(f"sqlite:///{program.folder}/.dropslot/catalog.db")
    yield Users(database, 1)
    database.close()
