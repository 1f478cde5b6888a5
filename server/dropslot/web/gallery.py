"""GET: the page and the list, also of what is around one picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from dropslot.model import BadRequest, Upload, is_name, may_remove
from dropslot.settings import SenderName

from .cookies import give_language
from .mount import current_mount
from .own_path import own_path
from .page import OpenPicture, render_page
from .visitor import browser_mark, current_visitor, languages

# The most that one list holds, whatever is asked for.
_MAX_LIMIT = 500
# Counting so many takes 0.5 to 4.4 ms, of a million up to 185 ms, for each picture that
# somebody looks at (SQLite; by access).
_COUNTED_AT_MOST = 10_000


def page() -> ResponseReturnValue:
    """The page with the newest uploads, or with those before ``?before=``.

    ``?arrived=<n>`` says that a plain form has brought so many. ``?language=`` chooses
    one, and goes on to ``?next=``, a path of this site.
    """
    if (chosen := request.args.get("language", "")) in languages():
        target = own_path(request.args.get("next"))
        response = Response(status=303, headers={"Location": target})
        give_language(response, chosen)
        return response
    return show_page(arrived=_arrived())


def show_page(picture: OpenPicture | None = None, arrived: int = 0) -> Response:
    """The page as an answer.

    :param picture: the one that is open on it.
    :param arrived: how many pictures have just come.
    """
    listed = _listed(current_mount().settings.page_size, _before())
    older = listed["next"] and url_for(".page", before=listed["next"])
    response = Response(
        render_page(listed, older, picture, arrived), mimetype="text/html"
    )
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

    ``?before=<name>`` goes on after a page, ``?names=<name>,...`` asks for some,
    ``?around=<name>`` for one with its neighbours, see :func:`around`.
    """
    response = jsonify(_asked_for())
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Dropslot-Browser"] = browser_mark()
    return response


def around(name: str) -> dict[str, Any]:
    """A list of an upload, if it is still there, and of those next to it; ``position``
    says the how manieth it is, of ``total``, or null where that is too many to count.
    """
    if not is_name(name):
        raise BadRequest("value", field="around")
    mount, visitor = current_mount(), current_visitor()
    catalog, access = mount.backend.catalog, mount.access
    newer = catalog.next_newer(visitor, access, name)
    here = catalog.named(visitor, access, [name])
    older = catalog.newest(visitor, access, name, 2)
    total = catalog.count(visitor, access, "", _COUNTED_AT_MOST + 1)
    before = catalog.count(visitor, access, name, _COUNTED_AT_MOST) if newer else 0
    return {
        "uploads": items([*filter(None, [newer]), *here, *older[:1]]),
        "next": older[0].name if len(older) > 1 else None,
        "position": before + 1 if before < _COUNTED_AT_MOST else None,
        "total": total if total <= _COUNTED_AT_MOST else None,
    }


def _asked_for() -> dict[str, Any]:
    if (names := request.args.get("names")) is not None:
        return _named(names.split(","))
    if (name := request.args.get("around")) is not None:
        return around(name)
    return _listed(_limit(), _before())


def newest() -> dict[str, Any]:
    """The first page of the list, as :func:`uploads` answers it."""
    return _listed(current_mount().settings.page_size)


def _listed(limit: int, before: str | None = None) -> dict[str, Any]:
    mount = current_mount()
    # One more than is shown tells whether there is a next page.
    found = mount.backend.catalog.newest(
        current_visitor(), mount.access, before, limit + 1
    )
    shown = found[:limit]
    return {
        "uploads": items(shown),
        "next": shown[-1].name if len(found) > limit else None,
    }


def _named(names: Sequence[str]) -> dict[str, Any]:
    mount = current_mount()
    if len(names) > _MAX_LIMIT or not all(map(is_name, names)):
        raise BadRequest("value", field="names")
    found = mount.backend.catalog.named(current_visitor(), mount.access, names)
    return {"uploads": items(found), "next": None}


def _before() -> str | None:
    before = request.args.get("before") or None
    if before is not None and not is_name(before):
        raise BadRequest("value", field="before")
    return before


def _arrived() -> int:
    given = request.args.get("arrived", "")
    return int(given) if _is_number(given) else 0


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _limit() -> int:
    given = request.args.get("limit")
    if given is None:
        return current_mount().settings.page_size
    if not (_is_number(given) and 1 <= int(given) <= _MAX_LIMIT):
        raise BadRequest("value", field="limit")
    return int(given)


def items(found: Sequence[Upload]) -> list[dict[str, Any]]:
    """Uploads as the list tells of them."""
    visitor = current_visitor()
    mount = current_mount()
    asks = mount.settings.sender_name is not SenderName.OFF
    # One url_for for each would be half of the time of a page.
    pictures, thumbnails = map(mount.url_of_names, ("upload", "thumbnail"))
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
            **({"from": upload.sender_name} if asks else {}),
        }
        for upload in found
    ]


def shown_sender(upload: Upload) -> str | None:
    """What its sender called themselves, where that is asked for still."""
    asks = current_mount().settings.sender_name is not SenderName.OFF
    return upload.sender_name if asks else None
