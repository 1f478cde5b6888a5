"""GET: the page with one picture open, under the picture's own address."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from dropslot.locales import in_megabytes
from dropslot.model import Upload

from .files import find
from .gallery import around, items, show_page, shown_sender
from .page import OpenPicture
from .visitor import current_language


def picture(name: str) -> ResponseReturnValue:
    """The page with one picture open; its script takes over from there.

    :raises NotThere: there is none, or it is not theirs to see.
    """
    found = find(name)
    (told,) = items([found])
    names = [upload["name"] for upload in around(name)["uploads"]]
    newer = next((_address(other) for other in names if other > name), None)
    older = next((_address(other) for other in names if other < name), None)
    return show_page(OpenPicture(told, _facts(found), newer, older))


def _address(name: str) -> str:
    return url_for(".picture", name=name)


def _facts(upload: Upload) -> str:
    language = current_language()
    pixels = language.say(
        "page.viewer.pixels", width=upload.width_px, height=upload.height_px
    )
    facts = [pixels, in_megabytes(upload.size_bytes)]
    if sender := shown_sender(upload):
        facts.insert(0, language.say("page.gallery.from", name=sender))
    return language.say("page.comma").join(facts)
