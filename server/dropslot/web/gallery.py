"""GET: the page and the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from dropslot.locales import LANGUAGES
from dropslot.model import BadRequest, Upload, is_name, may_remove

from .cookies import give_language
from .mount import current_mount
from .page import render_page
from .visitor import browser_mark, current_visitor

# The most that one list holds, whatever is asked for.
_MAX_LIMIT = 500


def page() -> ResponseReturnValue:
    """The page with the newest uploads, or with those before ``?before=``."""
    if (chosen := request.args.get("language")) in LANGUAGES:
        response = Response(status=303, headers={"Location": url_for(".page")})
        give_language(response, chosen)
        return response
    mount = current_mount()
    listed = _listed(mount.settings.page_size)
    older = listed["next"] and url_for(".page", before=listed["next"])
    response = Response(render_page(listed, older), mimetype="text/html")
    # What belongs to somebody must not come back with the Back button after they have
    # signed out.
    theirs = current_visitor().owner is not None
    response.headers["Cache-Control"] = (
        "private, no-store" if theirs else "private, no-cache"
    )
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def uploads() -> ResponseReturnValue:
    """The list: ``{"uploads": [at most limit, newest first], "next": name or null}``.

    ``?before=<name>`` goes on after a page, ``?names=<name>,...`` asks for some.
    """
    names = request.args.get("names")
    listed = _listed(_limit()) if names is None else _named(names.split(","))
    response = jsonify(listed)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Dropslot-Browser"] = browser_mark()
    return response


def _listed(limit: int) -> dict[str, Any]:
    mount = current_mount()
    before = request.args.get("before") or None
    if before is not None and not is_name(before):
        raise BadRequest("value", field="before")
    # One more than is shown tells whether there is a next page.
    found = mount.backend.catalog.newest(
        current_visitor(), mount.access, before, limit + 1
    )
    shown = found[:limit]
    return {
        "uploads": _items(shown),
        "next": shown[-1].name if len(found) > limit else None,
    }


def _named(names: Sequence[str]) -> dict[str, Any]:
    mount = current_mount()
    if len(names) > _MAX_LIMIT or not all(map(is_name, names)):
        raise BadRequest("value", field="names")
    found = mount.backend.catalog.named(current_visitor(), mount.access, names)
    return {"uploads": _items(found), "next": None}


def _limit() -> int:
    given = request.args.get("limit")
    if given is None:
        return current_mount().settings.page_size
    is_number = given.isascii() and given.isdigit() and len(given) <= 3
    if not (is_number and 1 <= int(given) <= _MAX_LIMIT):
        raise BadRequest("value", field="limit")
    return int(given)


def _items(found: Sequence[Upload]) -> list[dict[str, Any]]:
    visitor = current_visitor()
    # One url_for for each would be half of the time of a page.
    pictures, thumbnails = (
        url_for(endpoint, name="name").removesuffix("name")
        for endpoint in (".upload", ".thumbnail")
    )
    return [
        {
            "name": upload.name,
            "url": pictures + upload.name,
            "thumbnail": thumbnails + upload.name,
            "title": upload.title,
            "size": upload.size_bytes,
            "width": upload.width_px,
            "height": upload.height_px,
            "created": upload.created.isoformat(),
            "mine": may_remove(visitor, upload),
        }
        for upload in found
    ]
