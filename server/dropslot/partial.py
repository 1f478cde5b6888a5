"""Files that arrive in pieces: which are here, and when the file is whole."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from .errors import (
    BadRequest,
    NotThere,
    StorageFailed,
    StorageFull,
    TooLarge,
    TooManyPartials,
    UploadError,
)
from .formats import BY_EXTENSION
from .keep import Arrival, Keeper, extension_of, keep
from .ledger import KEPT, REFUSED, Partial
from .piece import Piece, count_of
from .storage import Staged
from .upload import Upload, Visitor, new_name
from .words import in_megabytes

# What one sender may leave unfinished at a time.
MAX_UNFINISHED = 200
_UNFINISHED_BYTES = 16
"""Times the largest file."""
# Joining waits for a free checker and for the check; a claim that is older is dead.
_CLAIM_AGE = timedelta(seconds=90)
_LOOK_AGAIN_SECONDS = 0.1


def take(
    keeper: Keeper, piece: Piece, arrival: Arrival, visitor: Visitor
) -> Upload | None:
    """Keep a piece; when the file is whole with it, keep the file.

    :return: the upload, or None while pieces are missing. Asked again, the same.
    :raises UploadError: the piece makes no sense, or the whole file is refused.
    """
    _refuse_nonsense(keeper, piece, arrival.staged)
    extension = extension_of(keeper.settings, arrival.title)
    partial = Partial(
        id=partial_id(visitor, piece.uuid),
        sender=sender_of(visitor),
        total_bytes=piece.total_bytes,
        piece_bytes=piece.piece_bytes,
        name=new_name(BY_EXTENSION[extension].extension),
    )
    _refuse_too_many(keeper, partial)
    now = datetime.now(UTC)
    partial = keeper.ledger.add(partial, now)
    if partial.state not in (KEPT, REFUSED):
        keeper.store.keep_piece(partial.id, piece.index, arrival.staged)
        keeper.ledger.touch(partial.id, now)
        if len(received(keeper, partial)) < piece.count:
            return None
    return _finish(keeper, partial.id, piece, arrival.title, visitor)


def received(keeper: Keeper, partial: Partial) -> list[int]:
    """The indexes of the pieces that are here, in order; all when it is kept."""
    count = count_of(partial.total_bytes, partial.piece_bytes)
    if partial.state == KEPT:
        return list(range(count))
    return sorted(index for index in keeper.store.pieces(partial.id) if index < count)


def find(keeper: Keeper, visitor: Visitor, uuid: str) -> Partial:
    """An unfinished file of this visitor's own.

    :raises NotThere: there is none.
    """
    return keeper.ledger.get(partial_id(visitor, uuid))


def forget(keeper: Keeper, partial: Partial) -> None:
    """Remove an unfinished file and all of its pieces."""
    keeper.ledger.remove(partial.id)
    keeper.store.forget_pieces(partial.id)


def partial_id(visitor: Visitor, uuid: str) -> str:
    """What a file's pieces are kept under; another sender's same UUID is another."""
    return sha256(f"{sender_of(visitor)}/{uuid}".encode()).hexdigest()


def sender_of(visitor: Visitor) -> str:
    """Who sends: a person, or a browser."""
    if visitor.owner is not None:
        return f"owner/{visitor.owner}"
    return f"browser/{visitor.browser}"


def _finish(
    keeper: Keeper, partial_id: str, piece: Piece, title: str, visitor: Visitor
) -> Upload:
    """Join the pieces and keep the file, or wait for the one who is doing so."""
    give_up = time.monotonic() + 2 * _CLAIM_AGE.total_seconds()
    while time.monotonic() < give_up:
        partial = keeper.ledger.get(partial_id)
        partial.raise_refusal()
        if partial.state == KEPT:
            return keeper.catalog.get(partial.name)
        now = datetime.now(UTC)
        dead_before = max(now - _CLAIM_AGE, keeper.store.abandoned_before)
        if keeper.ledger.claim(partial_id, now, dead_before):
            return _join(keeper, partial, piece, title, visitor)
        time.sleep(_LOOK_AGAIN_SECONDS)
    raise StorageFailed


def _join(
    keeper: Keeper, partial: Partial, piece: Piece, title: str, visitor: Visitor
) -> Upload:
    try:
        # Whoever claimed it before may have kept it and died before saying so.
        if not keeper.catalog.has(partial.name):
            _keep_joined(keeper, partial, piece, title, visitor)
    except UploadError as refusal:
        if refusal.status >= 500:
            keeper.ledger.reopen(partial.id)
        else:
            keeper.ledger.finish(partial.id, refusal)
            keeper.store.forget_pieces(partial.id)
        raise
    except BaseException:
        keeper.ledger.reopen(partial.id)
        raise
    keeper.ledger.finish(partial.id)
    keeper.store.forget_pieces(partial.id)
    return keeper.catalog.get(partial.name)


def _keep_joined(
    keeper: Keeper, partial: Partial, piece: Piece, title: str, visitor: Visitor
) -> None:
    staged = keeper.store.join_pieces(partial.id, piece.count)
    try:
        if staged.size_bytes != partial.total_bytes:
            raise BadRequest
        arrival = Arrival(staged, title, partial.name)
        keep(keeper, [arrival], visitor, datetime.now(UTC))
    finally:
        staged.discard()


def _refuse_nonsense(keeper: Keeper, piece: Piece, staged: Staged) -> None:
    limit_bytes = keeper.settings.max_content_length
    if piece.total_bytes > limit_bytes:
        raise TooLarge(
            size=in_megabytes(piece.total_bytes, up=True),
            limit=in_megabytes(limit_bytes),
        )
    if staged.size_bytes != piece.expected_bytes:
        raise BadRequest("value", field="dzchunksize")


def _refuse_too_many(keeper: Keeper, partial: Partial) -> None:
    try:
        keeper.ledger.get(partial.id)
    except NotThere:
        count, total_bytes = keeper.ledger.unfinished_of(partial.sender)
        room_bytes = _UNFINISHED_BYTES * keeper.settings.max_content_length
        if count >= MAX_UNFINISHED:
            raise TooManyPartials(limit=MAX_UNFINISHED) from None
        if total_bytes + partial.total_bytes > room_bytes:
            raise StorageFull("unfinished") from None
