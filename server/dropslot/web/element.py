"""The drop area alone: for the pages of a host, and for scripts that ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from .frame import asset_url
from .gallery import newest
from .mount import as_if_for, current_mount, mount_of
from .page import render_element
from .visitor import chosen_language, current_visitor, next_browser_mark

SCRIPT = "drop-slot.js"
# The parser of a browser makes its shadow root, so that it is there before any script.
_TAG = Markup('<drop-slot{}><template shadowrootmode="open">{}</template></drop-slot>')
_WRITTEN = "dropslot.script"
_EMPTY: Mapping[str, Any] = {"uploads": [], "next": None}


def element() -> ResponseReturnValue:
    """The drop area as HTML, for the shadow root of a ``<drop-slot>``.

    ``?gallery=1`` brings the gallery along, ``?language=de`` has it speak German.
    """
    listed = newest() if request.args.get("gallery") else None
    language = chosen_language(request.args.get("language"))
    html = render_element(listed, language, next_browser_mark())
    response = Response(html, mimetype="text/html")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def script() -> ResponseReturnValue:
    """Where the script of the element is now: its address changes with each version."""
    address = asset_url(current_mount(), SCRIPT)
    response = Response(status=307, headers={"Location": address})
    response.headers["Cache-Control"] = "no-cache"
    return response


def dropslot(
    slot: object | None = None,
    *,
    name: str | None = None,
    value: Sequence[str] | str = (),
    required: bool = False,
    max_files: int | None = None,
    gallery: bool = False,
    language: str | None = None,
    id: str | None = None,
    nonce: str | None = None,
    place: Mapping[str, object] | None = None,
    **attributes: Any,
) -> Markup:
    """A drop area in a page of the host's: the element and, once a page, its script.

    :param slot: which ``Dropslot``, or its name; needed where the app has several.
    :param name: the form field that holds the names of what has arrived.
    :param value: the names of uploads that it begins with.
    :param required: whether its form needs at least one.
    :param max_files: how many it takes at most.
    :param gallery: whether what was uploaded before is shown as well.
    :param language: such as ``de``; by default that of the visitor.
    :param id: of the element.
    :param nonce: of its script, where the page's policy asks for one.
    :param place: where its prefix has values, such as ``{"album": 5}``.
    :param attributes: others of the element, such as ``class_="wide"``.
    :raises RuntimeError: the app has no such Dropslot, or several to choose from.
    :raises ValueError: its prefix has values, and ``place`` does not say which.
    """
    names = value.split() if isinstance(value, str) else value
    mount = mount_of(slot)
    with as_if_for(mount, mount.place_meant(place)):
        wishes = {
            "endpoint": mount.url("page"),
            "name": name,
            "value": " ".join(names),
            "required": required,
            "max-files": max_files or None,
            "gallery": gallery,
            "language": language,
            "id": id,
            **{key.rstrip("_").replace("_", "-"): v for key, v in attributes.items()},
        }
        listed = (newest() if _is_known() else _EMPTY) if gallery else None
        # Under this address the browser brings no cookie of ours: the script asks.
        content = render_element(listed, chosen_language(language), browser="")
        tag = _TAG.format(_written(wishes), content)
        return tag + _script_once(asset_url(mount, SCRIPT), nonce)


def _is_known() -> bool:
    return current_mount().access.sees_everything(current_visitor()) or (
        current_visitor().owner is not None
    )


def _written(attributes: Mapping[str, Any]) -> Markup:
    """Attributes of HTML; those that are empty, or false, are left out."""
    return Markup("").join(
        Markup(' {}="{}"').format(key, "" if value is True else value)
        for key, value in attributes.items()
        # Not "in": 0 is False there, and means something in ``tabindex``.
        if value is not None and value is not False and value != ""
    )


def _script_once(address: str, nonce: str | None) -> Markup:
    # The element is the same, whichever Dropslot it is for.
    if request.environ.setdefault(_WRITTEN, address) is not address:
        return Markup("")
    written = _written({"type": "module", "src": address, "nonce": nonce})
    return Markup("\n<script{}></script>").format(written)
