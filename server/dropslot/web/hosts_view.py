"""A refusal that a host's own view has not caught answers itself."""

from __future__ import annotations

from flask import Flask, current_app
from flask.typing import ErrorHandlerCallable, ResponseReturnValue

from dropslot.model import UploadError

from .answers import ours
from .error_handlers import refuse


def answer_refusals(app: Flask) -> None:
    """Have every ``UploadError`` of an app that nobody else answers be answered as it
    is under our prefix: its sentence, its status, our headers.

    What the host handles by itself stays the host's, whether it says so before or after
    this: the kind, a kind of it, or every ``Exception``, for its app or a blueprint.
    """
    if UploadError not in _handlers(app):
        app.register_error_handler(UploadError, _answer)


def _answer(error: UploadError) -> ResponseReturnValue:
    # Flask would take the nearest kind, ours; but whoever handles every exception of
    # their app means this one as well.
    if handler := _handlers(current_app).get(Exception):
        told: ResponseReturnValue = current_app.ensure_sync(handler)(error)
        return told
    return _answer_ours(error)


_answer_ours = ours(refuse)


def _handlers(app: Flask) -> dict[type[Exception], ErrorHandlerCallable]:
    """The error handlers of the app itself, by kind; Flask has no other way to see what
    is registered (3.1)."""
    return app.error_handler_spec[None][None]
