"""Two people who can sign in, for the examples that need users: ann and bob.

A very small user store: names, hashed passwords, and Flask-Login. A real app has a
table of users, a page to sign up and a limit on attempts.
"""

from __future__ import annotations

import secrets

from flask import Flask, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

PASSWORDS = {
    "ann": generate_password_hash("anchor"),
    "bob": generate_password_hash("button"),
}
# Looking for somebody who is not there takes as long as for somebody who is.
NOBODYS = generate_password_hash(secrets.token_hex())


class Person(UserMixin):  # type: ignore[misc]
    """Somebody who is signed in."""

    def __init__(self, name: str) -> None:
        self.id = name


def add_people(app: Flask) -> None:
    """Let people sign in and out; ``index`` is the page that has the form."""
    login_manager = LoginManager(app)
    login_manager.login_view = "index"
    login_manager.user_loader(lambda name: Person(name) if name in PASSWORDS else None)
    app.add_url_rule("/sign-in", view_func=sign_in, methods=["POST"])
    app.add_url_rule("/sign-out", view_func=sign_out, methods=["POST"])


def sign_in() -> ResponseReturnValue:
    """Sign in with a name and a password."""
    name = request.form["name"]
    if check_password_hash(PASSWORDS.get(name, NOBODYS), request.form["password"]):
        login_user(Person(name))
    else:
        flash("That name and password do not go together.")
    return redirect(url_for("index"), 303)


def sign_out() -> ResponseReturnValue:
    """Sign out."""
    logout_user()
    return redirect(url_for("index"), 303)
