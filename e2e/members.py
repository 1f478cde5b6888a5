"""People with accounts: as the operator adds them, and as they sign in."""

from __future__ import annotations

import subprocess
import sys

from playwright.sync_api import BrowserContext, Page
from program import Program

PASSWORD = "correct horse"


def add_person(program: Program, name: str, *, admin: bool = False) -> None:
    """Give somebody an account."""
    _user(program, "add", name, *(["--admin"] if admin else []))


def end_sessions(program: Program, name: str) -> None:
    """Sign somebody out everywhere, as a new password does; it is the same one."""
    _user(program, "passwd", name)


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


def _user(program: Program, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "dropslot", "user", *words],
        env=program.environment(),
        input=PASSWORD + "\n",
        text=True,
        capture_output=True,
        check=True,
    )
