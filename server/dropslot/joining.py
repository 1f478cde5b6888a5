"""Join the pieces of a file and keep it: once, whoever believes to be the last."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

from .claims import Overtaken
from .entry import KEPT, Partial
from .errors import BadRequest, NotThere, StorageFailed, UploadError
from .keep import Arrival, Keeper, keep
from .piece import Piece
from .storage import Staged
from .upload import Upload, Visitor

# Whoever joins says so every 30 seconds; after three that did not come, they are dead.
RENEW_SECONDS = 30.0
CLAIM_AGE = timedelta(seconds=90)
_PATIENCE_SECONDS = 180.0
_LOOK_AGAIN_SECONDS = 0.1


def finish(
    keeper: Keeper, partial_id: str, piece: Piece, title: str, visitor: Visitor
) -> Upload:
    """Join the pieces and keep the file, or wait for the one who is doing so.

    :raises NotThere: its sender forgot it meanwhile.
    :raises UploadError: the file is refused.
    """
    give_up = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < give_up:
        partial = keeper.ledger.get(partial_id)
        partial.raise_refusal()
        if partial.state == KEPT:
            return keeper.catalog.get(partial.name)
        now = datetime.now(UTC)
        dead_before = max(now - CLAIM_AGE, keeper.store.abandoned_before)
        claimed = keeper.ledger.claims.claim(partial, now, dead_before)
        if claimed:
            # Whoever is overtaken says what the other one said.
            with suppress(Overtaken):
                return _join(keeper, claimed, piece, title, visitor)
        else:
            time.sleep(_LOOK_AGAIN_SECONDS)
    raise StorageFailed


def _join(
    keeper: Keeper, claimed: Partial, piece: Piece, title: str, visitor: Visitor
) -> Upload:
    try:
        with _renewing(keeper, claimed):
            upload = _keep_joined(keeper, claimed, piece, title, visitor)
    except UploadError as refusal:
        if refusal.status >= 500:
            keeper.ledger.claims.reopen(claimed)
        elif keeper.ledger.claims.refuse(claimed, refusal):
            keeper.store.forget_pieces(claimed.id)
        else:
            raise Overtaken from refusal
        raise
    except Overtaken:
        raise
    except BaseException:
        keeper.ledger.claims.reopen(claimed)
        raise
    # It is kept; pieces that resist follow with the sweep.
    with suppress(UploadError):
        keeper.store.forget_pieces(claimed.id)
    return upload


def _keep_joined(
    keeper: Keeper, claimed: Partial, piece: Piece, title: str, visitor: Visitor
) -> Upload:
    staged = _joined(keeper, claimed, piece.count)
    try:
        if staged.size_bytes != claimed.total_bytes:
            raise BadRequest
        arrival = Arrival(staged, title, claimed.name)
        note = keeper.ledger.claims.keeping(claimed)
        (upload,) = keep(keeper, [arrival], visitor, datetime.now(UTC), note)
    finally:
        staged.discard()
    return upload


def _joined(keeper: Keeper, claimed: Partial, count: int) -> Staged:
    try:
        return keeper.store.join_pieces(claimed.id, count)
    except NotThere as error:
        if keeper.ledger.claims.reopen(claimed):
            # The store has lost one; its sender asks which, and sends it again.
            raise StorageFailed from error
        raise Overtaken from error


@contextmanager
def _renewing(keeper: Keeper, claimed: Partial) -> Iterator[None]:
    """Renew a claim for as long as this goes on, so that slow is not taken for dead."""
    done = threading.Event()

    def renew() -> None:
        while not done.wait(RENEW_SECONDS):
            # What fails once is tried again before the claim is too old.
            with suppress(UploadError):
                keeper.ledger.claims.renew(claimed, datetime.now(UTC))

    thread = threading.Thread(target=renew, name="claim", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
