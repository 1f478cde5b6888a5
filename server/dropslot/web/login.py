"""GET and POST: the page to sign in on, signing in, signing out."""

from __future__ import annotations

from flask import Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from dropslot.model import BadRequest

from .allowance import SMALL_BODY_BYTES
from .mount import current_mount
from .own_path import own_path
from .small_page import render_login
from .visitor import current_visitor


def page() -> ResponseReturnValue:
    """The page to sign in on; whoever is signed in already goes on."""
    target = own_path(request.args.get("next"))
    if current_visitor().owner:
        return _go_on(target)
    response = Response(render_login(target), mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def sign_in() -> ResponseReturnValue:
    """Sign in with ``username`` and ``password``: 303 to ``next``.

    :raises SignInNeeded: the two do not belong together.
    :raises TooManyAttempts: there were too many tries.
    """
    request.max_content_length = SMALL_BODY_BYTES
    try:
        form = request.form
    except HTTPException as error:
        raise BadRequest from error
    accounts = current_mount().own_accounts()
    accounts.sign_in(form.get("username", ""), form.get("password", ""))
    return _go_on(own_path(form.get("next")))


def sign_out() -> ResponseReturnValue:
    """Sign out: 303 to the page."""
    current_mount().own_accounts().sign_out()
    response = _go_on(url_for(".page"))
    # Private pictures that this browser was shown go as well.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def account() -> ResponseReturnValue:
    """Who is signed in: ``{"name": name or null, "is_admin": bool}``."""
    user = current_mount().own_accounts().user()
    response = jsonify(
        name=user.name if user else None,
        is_admin=user is not None and user.is_admin,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _go_on(target: str) -> Response:
    return Response(status=303, headers={"Location": target})
