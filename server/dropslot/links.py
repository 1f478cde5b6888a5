"""Links to single pictures: they work without signing in, and for a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import jsonify, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, SignatureExpired

from .errors import LinkExpired, NotThere, NotYours
from .send import find, sent
from .slot import current_slot, current_visitor


def hand_out(name: str) -> ResponseReturnValue:
    """POST: a link to a picture of this visitor's own: ``{"url", "expires"}``.

    :raises NotThere: there is none, or it is not theirs to see.
    :raises NotYours: they may see it, but somebody else uploaded it.
    """
    slot, upload = current_slot(), find(name)
    if not upload.may_be_removed_by(current_visitor()):
        raise NotYours
    token = slot.links.dumps(upload.name)
    expires = datetime.now(UTC) + timedelta(seconds=slot.settings.link_seconds)
    response = jsonify(
        url=url_for(".shared", token=token, _external=True),
        expires=expires.isoformat(timespec="seconds"),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def shared(token: str) -> ResponseReturnValue:
    """GET: the bytes of the picture that a link is for.

    :raises NotThere: it is no link of ours, or the picture was removed.
    :raises LinkExpired: it was one.
    """
    slot = current_slot()
    lasts_seconds = slot.settings.link_seconds
    try:
        name, signed = slot.links.loads(
            token, max_age=lasts_seconds, return_timestamp=True
        )
    except SignatureExpired as error:
        raise LinkExpired from error
    except BadSignature as error:
        raise NotThere from error
    upload = slot.keeper.catalog.get(name)
    left = signed + timedelta(seconds=lasts_seconds) - datetime.now(UTC)
    # No copy may outlive the link.
    caching = f"private, max-age={max(0, int(left.total_seconds()))}"
    return sent(slot.keeper.store.open(upload.key), upload, upload.mime_type, caching)
