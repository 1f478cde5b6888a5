"""A whole file that its sender has a UUID for: kept once, however often it comes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import BinaryIO

from .claims import Overtaken
from .entry import KEPT, Partial, id_of, sender_of
from .errors import BadRequest, NotThere, StorageFailed
from .keep import Arrival, Keeper, keep
from .upload import Upload, Visitor

_BLOCK_BYTES = 1024**2


def keep_once(keeper: Keeper, arrival: Arrival, uuid: str, visitor: Visitor) -> Upload:
    """Keep a whole file, or say again what it was kept as.

    A file that is refused is not remembered: it may come again.

    :raises UploadError: it is refused, or is another than the one that was kept.
    """
    partial_id = id_of(visitor, uuid)
    # Open before it is kept: one that is taken back can still be compared.
    with arrival.staged.path.open("rb") as came:
        if known := _kept(keeper, partial_id):
            return _same_whole(keeper, known, arrival, came)
        try:
            return _keep(keeper, arrival, partial_id, visitor)
        except Overtaken as error:
            # It came twice at once, and the other one was quicker.
            if known := _kept(keeper, partial_id):
                return _same_whole(keeper, known, arrival, came)
            raise StorageFailed from error


def is_kept(keeper: Keeper, partial: Partial) -> bool:
    """Whether a file was kept, and was not taken back since."""
    return partial.state == KEPT and keeper.catalog.has(partial.name)


def same_upload(
    keeper: Keeper, partial: Partial, came: BinaryIO, offset_bytes: int = 0
) -> Upload:
    """The upload that a kept file is, when what came stands in it as well.

    :param offset_bytes: where what came begins in the file.
    :raises BadRequest: it is of another file, which must not pass for stored.
    """
    upload = keeper.catalog.get(partial.name)
    with keeper.store.open(upload.key) as kept:
        kept.seek(offset_bytes)
        while data := came.read(_BLOCK_BYTES):
            if kept.read(len(data)) != data:
                raise BadRequest("value", field="dzuuid")
    return upload


def _same_whole(
    keeper: Keeper, known: Partial, arrival: Arrival, came: BinaryIO
) -> Upload:
    # The beginning of a file is another file.
    if arrival.staged.size_bytes != known.total_bytes:
        raise BadRequest("value", field="dzuuid")
    return same_upload(keeper, known, came)


def _keep(
    keeper: Keeper, arrival: Arrival, partial_id: str, visitor: Visitor
) -> Upload:
    now = datetime.now(UTC)
    whole = Partial(
        id=partial_id,
        sender=sender_of(visitor),
        total_bytes=arrival.staged.size_bytes,
        piece_bytes=arrival.staged.size_bytes,
        name="",
        state=KEPT,
    )
    note = keeper.ledger.claims.entering(whole, now)
    (upload,) = keep(keeper, [arrival], visitor, now, note)
    return upload


def _kept(keeper: Keeper, partial_id: str) -> Partial | None:
    """What was kept and is there; anything else that is known makes way."""
    try:
        known = keeper.ledger.get(partial_id)
    except NotThere:
        return None
    if is_kept(keeper, known):
        return known
    if keeper.ledger.remove(known):
        keeper.store.forget_pieces(partial_id)
        return None
    return _kept(keeper, partial_id)
