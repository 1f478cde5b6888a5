"""DELETE: take an upload back."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from .errors import NotYours
from .keep import remove
from .send import find
from .slot import current_slot, current_visitor


def take_back(name: str) -> ResponseReturnValue:
    """Remove an upload of this visitor's own: 204.

    :raises NotThere: there is none, or it is not theirs to see.
    :raises NotYours: they may see it, but somebody else uploaded it.
    """
    upload = find(name)
    if not upload.may_be_removed_by(current_visitor()):
        raise NotYours
    remove(current_slot().keeper, upload)
    return Response(status=204)
