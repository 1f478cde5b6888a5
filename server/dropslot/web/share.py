"""Links to single pictures: they work without signing in, and for a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import jsonify
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature

from dropslot.model import LinkExpired, NotThere, SharedLink, Upload

from .files import find_own
from .mount import Mount, current_mount
from .sending import sent_upload


def hand_out(name: str) -> ResponseReturnValue:
    """POST: a link to a picture of this visitor's own: ``{"url": path, "expires"}``.

    Only who asks knows by which name, and whether by TLS, this site is reached.

    :raises NotThere: there is none, or it is not theirs to see.
    :raises NotYours: they may see it, but somebody else uploaded it.
    """
    mount, upload = current_mount(), find_own(name)
    link = made_link(mount, upload, mount.settings.link_seconds)
    response = jsonify(url=link.url, expires=link.expires.isoformat())
    response.headers["Cache-Control"] = "no-store"
    return response


def made_link(
    mount: Mount, upload: Upload, seconds: int, external: bool = False
) -> SharedLink:
    """A link to a picture that works for so many seconds.

    :param external: whether its URL is whole, and not a path.
    """
    expires = datetime.now(UTC) + timedelta(seconds=seconds)
    # The end is signed as well: what was promised holds, whatever is set later.
    token = mount.links.dumps([upload.name, round(expires.timestamp())])
    url = mount.url("shared", upload.place, token=token, _external=external)
    return SharedLink(url, expires.replace(microsecond=0))


def shared(token: str) -> ResponseReturnValue:
    """GET: the bytes of the picture that a link is for.

    :raises NotThere: it is no link of ours, or the picture was removed.
    :raises LinkExpired: it was one.
    """
    mount = current_mount()
    try:
        name, expires = mount.links.loads(token)
    except BadSignature as error:
        raise NotThere from error
    left_seconds = int(expires - datetime.now(UTC).timestamp())
    if left_seconds <= 0:
        raise LinkExpired
    upload = mount.backend.catalog.get(name)
    if not upload.is_at(mount.places.here()):
        raise NotThere
    # No copy may outlive the link.
    caching = f"private, max-age={left_seconds}"
    return sent_upload(upload, caching)
