"""A whole file that its sender has a UUID for: kept once, however often it comes."""

from __future__ import annotations

from datetime import UTC, datetime

from .claims import Overtaken
from .entry import KEPT, Partial, id_of, sender_of
from .errors import BadRequest, NotThere, StorageFailed
from .keep import Arrival, Keeper, keep
from .storage import Staged
from .upload import Upload, Visitor

_BLOCK_BYTES = 1024**2


def keep_once(keeper: Keeper, arrival: Arrival, uuid: str, visitor: Visitor) -> Upload:
    """Keep a whole file, or say again what it was kept as.

    A file that is refused is not remembered: it may come again.

    :raises UploadError: it is refused, or is another than the one that was kept.
    """
    size_bytes = arrival.staged.size_bytes
    partial_id = id_of(visitor, uuid)
    if known := _kept(keeper, partial_id):
        return same_upload(keeper, known, arrival.staged)
    now = datetime.now(UTC)
    whole = Partial(
        id=partial_id,
        sender=sender_of(visitor),
        total_bytes=size_bytes,
        piece_bytes=size_bytes,
        name="",
        state=KEPT,
    )
    try:
        (upload,) = keep(
            keeper, [arrival], visitor, now, keeper.ledger.claims.entering(whole, now)
        )
    except Overtaken as error:
        # The same file came twice at once, and the other one was quicker.
        if known := _kept(keeper, partial_id):
            return keeper.catalog.get(known.name)
        raise StorageFailed from error
    return upload


def is_kept(keeper: Keeper, partial: Partial) -> bool:
    """Whether a file was kept, and was not taken back since."""
    return partial.state == KEPT and keeper.catalog.has(partial.name)


def same_upload(
    keeper: Keeper, partial: Partial, staged: Staged, offset_bytes: int = 0
) -> Upload:
    """The upload that a kept file is, when what came stands in it as well.

    :param offset_bytes: where what came begins in the file.
    :raises BadRequest: it is of another file, which must not pass for stored.
    """
    upload = keeper.catalog.get(partial.name)
    with keeper.store.open(upload.key) as kept, staged.path.open("rb") as came:
        kept.seek(offset_bytes)
        while data := came.read(_BLOCK_BYTES):
            if kept.read(len(data)) != data:
                raise BadRequest("value", field="dzuuid")
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
