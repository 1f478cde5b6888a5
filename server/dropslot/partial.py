"""Files that arrive in pieces: which are here, and when the file is whole."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from .entry import KEPT, REFUSED, Partial, id_of, sender_of
from .errors import (
    BadRequest,
    NotThere,
    StorageFull,
    TooLarge,
)
from .formats import BY_EXTENSION
from .joining import finish
from .keep import Arrival, Keeper, extension_of, remove
from .once import is_kept, same_upload
from .piece import Piece, count_of
from .storage import Staged
from .upload import Upload, Visitor, new_name
from .words import in_megabytes

# Each piece is a file, so 10,000 bytes in as many pieces would be 10,000 files.
_LEAST_PIECE_BYTES = 64 * 1024
MAX_UNFINISHED = 200
"""What one sender may leave unfinished at a time; and in bytes:"""
_UNFINISHED_FILES = 16
"""Times the largest file."""
# Times the largest file, too: a sender is only a cookie, so what all of them leave
# unfinished ends where the disk has no more room than this. It is for whole files,
# which are seen and can be removed, and for joining what is complete.
_RESERVED_FILES = 4


def take(
    keeper: Keeper, piece: Piece, arrival: Arrival, visitor: Visitor
) -> Upload | None:
    """Keep a piece; when the file is whole with it, keep the file.

    :return: the upload, or None while pieces are missing. Asked again, the same.
    :raises UploadError: the piece makes no sense, or the whole file is refused.
    """
    _refuse_nonsense(keeper, piece, arrival.staged)
    extension = extension_of(keeper.settings, arrival.title)
    _refuse_without_room(keeper)
    told = Partial(
        id=id_of(visitor, piece.uuid),
        sender=sender_of(visitor),
        total_bytes=piece.total_bytes,
        piece_bytes=piece.piece_bytes,
        name=new_name(BY_EXTENSION[extension].extension),
    )
    partial = _begun(keeper, told, datetime.now(UTC))
    _refuse_another(partial, told)
    if partial.state == KEPT:
        offset_bytes = piece.index * piece.piece_bytes
        with arrival.staged.path.open("rb") as came:
            return same_upload(keeper, partial, came, offset_bytes)
    if partial.state != REFUSED:
        keeper.store.keep_piece(partial.id, piece.index, arrival.staged)
        # In this order: pieces go only when something else has become of the file.
        is_whole = len(received(keeper, partial)) == piece.count
        if _goes_on(keeper, partial) and not is_whole:
            return None
    return finish(keeper, partial.id, piece, arrival.title, visitor)


def received(keeper: Keeper, partial: Partial) -> list[int]:
    """The indexes of the pieces that are here, in order; all when it is kept."""
    count = count_of(partial.total_bytes, partial.piece_bytes)
    if partial.state == KEPT:
        return list(range(count))
    return sorted(index for index in keeper.store.pieces(partial.id) if index < count)


def find(keeper: Keeper, visitor: Visitor, uuid: str) -> Partial:
    """A file of this visitor's own, unfinished or kept.

    :raises NotThere: there is none, or it was taken back.
    """
    found = keeper.ledger.get(id_of(visitor, uuid))
    if found.state == KEPT and not is_kept(keeper, found):
        raise NotThere
    return found


def forget(keeper: Keeper, partial: Partial) -> None:
    """Remove a file and all of its pieces; one that was kept is taken back.

    :raises NotThere: somebody else has forgotten it.
    """
    if partial.state == KEPT:
        with suppress(NotThere):
            remove(keeper, keeper.catalog.get(partial.name))
    if not keeper.ledger.remove(partial):
        # It went on between the look and this, and may even have been kept.
        return forget(keeper, keeper.ledger.get(partial.id))
    keeper.store.forget_pieces(partial.id)


def _refuse_without_room(keeper: Keeper) -> None:
    free_bytes = keeper.store.free_bytes()
    reserve_bytes = _RESERVED_FILES * keeper.settings.max_content_length
    if free_bytes is not None and free_bytes < reserve_bytes:
        raise StorageFull


def _begun(keeper: Keeper, partial: Partial, now: datetime) -> Partial:
    """What is known of a file now, be it that it begins."""
    try:
        known = keeper.ledger.get(partial.id)
    except NotThere:
        _refuse_tiny(keeper, partial)
        room_bytes = _UNFINISHED_FILES * keeper.settings.max_content_length
        known = keeper.ledger.begin(partial, now, MAX_UNFINISHED, room_bytes)
    if known.state == KEPT and not is_kept(keeper, known):
        # It was taken back since, and may come again.
        keeper.ledger.remove(known)
        return _begun(keeper, partial, now)
    if known.state in (KEPT, REFUSED) or keeper.ledger.touch(known.id, now):
        return known
    # Something else became of it between the look and this.
    return _begun(keeper, partial, now)


def _goes_on(keeper: Keeper, partial: Partial) -> bool:
    """Whether a file still waits for pieces; if not, the one that came last goes again.

    :raises NotThere: it was forgotten meanwhile.
    """
    try:
        goes_on = keeper.ledger.get(partial.id).state not in (KEPT, REFUSED)
    except NotThere:
        keeper.store.forget_pieces(partial.id)
        raise
    if not goes_on:
        keeper.store.forget_pieces(partial.id)
    return goes_on


def _refuse_another(begun: Partial, told: Partial) -> None:
    if begun.total_bytes != told.total_bytes:
        raise BadRequest("value", field="dztotalfilesize")
    # What is kept needs no more pieces; these may be of any size.
    if begun.state != KEPT and begun.piece_bytes != told.piece_bytes:
        raise BadRequest("value", field="dzchunksize")
    if _kind(begun) != _kind(told):
        raise BadRequest("value", field="file")


def _kind(partial: Partial) -> str:
    return partial.name.rpartition(".")[2]


def _refuse_tiny(keeper: Keeper, partial: Partial) -> None:
    # Of a file that is begun only: the page's own pieces may have been smaller before.
    least_bytes = min(keeper.settings.chunk_bytes, _LEAST_PIECE_BYTES)
    if partial.piece_bytes < min(least_bytes, partial.total_bytes):
        raise BadRequest("value", field="dzchunksize")


def _refuse_nonsense(keeper: Keeper, piece: Piece, staged: Staged) -> None:
    limit_bytes = keeper.settings.max_content_length
    if piece.total_bytes > limit_bytes:
        raise TooLarge(
            size=in_megabytes(piece.total_bytes, up=True),
            limit=in_megabytes(limit_bytes),
        )
    if staged.size_bytes != piece.expected_bytes:
        raise BadRequest("value", field="dzchunksize")
