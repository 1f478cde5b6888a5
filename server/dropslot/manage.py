"""DELETE: take an upload back, or forget one that is not finished."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from . import partial
from .keep import remove
from .send import find_own
from .slot import current_slot, current_visitor


def take_back(name: str) -> ResponseReturnValue:
    """Remove an upload of this visitor's own: 204.

    :raises NotThere: there is none, or it is not theirs to see.
    :raises NotYours: they may see it, but somebody else uploaded it.
    """
    remove(current_slot().keeper, find_own(name))
    return Response(status=204)


def forget(uuid: str) -> ResponseReturnValue:
    """Forget a file of this visitor's own, with all of its pieces: 204. To cancel is to
    leave nothing, so one that was kept meanwhile is taken back.

    :raises NotThere: there is none.
    """
    slot, visitor = current_slot(), current_visitor()
    partial.forget(slot.keeper, partial.find(slot.keeper, visitor, uuid.lower()))
    return Response(status=204)
