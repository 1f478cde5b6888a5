"""One line for each request: what was asked, what came of it, how long it took."""

from __future__ import annotations

import logging
import time
from typing import Any

from flask import Flask, Response, g, request
from flask.sansio.scaffold import Scaffold

from dropslot.log import emit, word
from dropslot.measures import request_took

ACCESS_LOGGER = logging.getLogger("dropslot.access")


def log_requests(routes: Scaffold) -> None:
    """Log the requests to these routes.

    Call it before other functions are registered to run after a request: the first is
    run last, and sees what they made of the answer.
    """
    # Before the host's own functions before a request, which may answer it.
    routes.url_value_preprocessor(_begin)
    routes.after_request(_finish)


def log_strays(app: Flask) -> None:
    """Log the requests of an app that no route is there for."""
    app.url_value_preprocessor(_begin)
    app.after_request(_finish_stray)


def _begin(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.dropslot_began = time.perf_counter()


def _finish_stray(response: Response) -> Response:
    return response if request.blueprint else _finish(response)


def log_unread(address: str | None, status: int, answered_bytes: int) -> None:
    """Log a request that the server itself refused, since it could not be read."""
    request_took(None, status, 0.0)
    nothing = dict.fromkeys(("method", "route", "in", "ms", "who"))
    told = {"status": status, "out": answered_bytes, "from": address}
    _emit({**nothing, "in": 0, "ms": 0.0, **told, "error": "bad-request"})


def _finish(response: Response) -> Response:
    now = time.perf_counter()
    seconds = now - g.get("dropslot_began", now)
    request_took(_route_name(), response.status_code, seconds)
    if ACCESS_LOGGER.isEnabledFor(logging.INFO):
        # The rule and not the path, which holds names of pictures and links to them.
        route = request.url_rule.rule if request.url_rule else None
        _emit(
            {
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "in": request.content_length or 0,
                "out": _body_bytes(response),
                "ms": round(seconds * 1000, 1),
                "who": _who(),
                "from": request.remote_addr,
                "error": response.headers.get("Dropslot-Error"),
            }
        )
    return response


def _emit(told: dict[str, Any]) -> None:
    text = (
        f"{word(told['method'])} {told['route'] or '-'} {told['status']}"
        f" in={told['in']} out={told['out']} ms={told['ms']} who={word(told['who'])}"
        f" from={word(told['from'])} error={told['error'] or '-'}"
    )
    emit(ACCESS_LOGGER, logging.INFO, text, told)


def _route_name() -> str | None:
    """``receive``, ``upload``, ...; of a host's own endpoint there is none."""
    return request.endpoint.rpartition(".")[2] if request.endpoint else None


def _who() -> str | None:
    """The id of who is signed in, where this request had to know."""
    visitor = g.get("dropslot_visitor")
    if visitor is not None and visitor.owner is not None:
        return str(visitor.owner)
    user = g.get("dropslot_user")
    return user.id if user else None


def _body_bytes(response: Response) -> int:
    has_body = request.method != "HEAD" and response.status_code not in (204, 304)
    return (response.content_length or 0) if has_body else 0
