"""Pictures as objects of one bucket."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from weakref import WeakMethod

from dropslot.measures import Step, timing
from dropslot.model import NotThere
from dropslot.settings import HIDDEN, Bucket, without_password
from dropslot.storage.contract import Listed, Staged
from dropslot.storage.staged import disk_errors

from .addresses import Addresses
from .calls import Calls, Patience, answer_to
from .client import Clients
from .faults import store_errors
from .incoming import Incoming
from .listing import checked_page, objects
from .outgoing import Outgoing
from .spool import Spool

MOST_WAITING = 24
# How long a proxy may fetch by an address: it does so at once.
_HANDED_OVER_SECONDS = 300
_HIDDEN = f"{HIDDEN}/"
_PROBE = f"{_HIDDEN}probe"
_PROBE_BYTES = 1024


class BucketStore:
    """A store in one bucket, under one prefix.

    What holds: every operation ends within 10 s or, where there is more to move than
    2.5 MiB, within what that takes at 256 KiB a second, give or take a last wait of 5 s
    for the store's word. What is opened is whole, or is not opened.

    :param folder: of this machine, for what was fetched.
    :param most_waiting: how many may wait for the store at a time; whoever comes then
        gets ``Busy``.
    """

    def __init__(
        self, bucket: Bucket, folder: Path, most_waiting: int = MOST_WAITING
    ) -> None:
        self.bucket = bucket
        self._prefix = f"{bucket.prefix}/" if bucket.prefix else ""
        self._folder = folder
        self._most_waiting = most_waiting
        self._inherited: list[Clients] = []
        self._begin()
        # Connections and locks are not for a child, as of a server that loads the app
        # first.
        begin = WeakMethod(self._begin_in_fork)
        os.register_at_fork(after_in_child=lambda: _call(begin))

    @timing(Step.PUT)
    def put(self, staged: Staged, key: str) -> None:
        staged.close()
        with disk_errors():
            file = staged.path.open("rb")
        with file:
            self._put(file, staged.size_bytes, key)

    @timing(Step.OPEN)
    def open(self, key: str, start: int = 0, stop: int | None = None) -> BinaryIO:
        with self._calls.place():
            incoming = Incoming(self._getter(key), start, stop)
            try:
                return self.spool.filled(incoming.size_bytes, incoming.copy_to)
            finally:
                incoming.close()

    @timing(Step.APPEND)
    def append_to(self, staged: Staged, key: str) -> None:
        with self._calls.place():
            incoming = Incoming(self._getter(key), 0, None)
            try:
                incoming.copy_to(staged.write)
            finally:
                incoming.close()

    def hand_over(self, key: str) -> str | None:
        with store_errors():
            return self._addresses.of(self._prefix + key)

    @timing(Step.REMOVE)
    def remove(self, key: str) -> None:
        delete = partial(self._clients.patient.delete_object, **self._named(key))
        with self._calls.place():
            try:
                answer_to(delete, Patience())
            except NotThere:
                # Most stores do not even say so.
                return

    def list(self, prefix: str = "") -> Iterator[str]:
        return (one.key for one in self.listed(prefix))

    def listed(self, prefix: str = "") -> Iterator[Listed]:
        hidden = None if prefix.startswith(_HIDDEN) else self._prefix + HIDDEN
        pages = partial(self._list_page, self._prefix + prefix)
        for name, size_bytes in objects(pages, hidden):
            # What ends in a slash is a folder that some tool has made for itself.
            if not name.endswith("/"):
                yield Listed(name.removeprefix(self._prefix), size_bytes)

    def size_bytes(self, key: str) -> int:
        with self._calls.place():
            incoming = Incoming(self._getter(key), 0, None)
        # Of an answer without a body it could not be told whether key or bucket is not
        # there.
        incoming.close()
        return incoming.size_bytes

    def free_bytes(self) -> int | None:
        return None

    def ready(self) -> None:
        # Nobody's place: that many wait for the store does not mean that it is ill.
        with store_errors():
            self._clients.quick.head_bucket(Bucket=self.bucket.name)

    def probe(self) -> None:
        self._put(BytesIO(bytes(_PROBE_BYTES)), _PROBE_BYTES, _PROBE)
        self.remove(_PROBE)

    def close(self) -> None:
        self._clients.close()

    @property
    def endpoint(self) -> str:
        """The address of the store; raises what boto3 raises about its settings."""
        return without_password(self._clients.patient.meta.endpoint_url)

    def look(self) -> None:
        """Look at the bucket once, and raise what boto3 raises: of all that one can
        ask, a list is told most about what is wrong."""
        checked_page(self._listed(self._prefix, MaxKeys=1))

    def _begin(self) -> None:
        self._clients = clients = Clients()
        self._addresses = Addresses(clients, self.bucket.name, _HANDED_OVER_SECONDS)
        self._calls = Calls(self._most_waiting)
        self.spool = Spool(self._folder)

    def _begin_in_fork(self) -> None:
        # Kept, since what nobody holds is closed; under gevent to close a connection is
        # to talk to the parent's loop.
        self._inherited.append(self._clients)
        self._begin()

    def _named(self, key: str) -> dict[str, str]:
        return {"Bucket": self.bucket.name, "Key": self._prefix + key}

    def _getter(self, key: str) -> Callable[..., Any]:
        return partial(self._clients.patient.get_object, **self._named(key))

    def _put(self, file: BinaryIO, size_bytes: int, key: str) -> None:
        patience = Patience(size_bytes)
        outgoing = Outgoing(file, size_bytes, patience)
        send = partial(outgoing.send, self._clients.patient, self._named(key))
        with self._calls.place():
            answer_to(send, patience)

    def _list_page(self, prefix: str, more: dict[str, str]) -> Any:
        with self._calls.place():
            return answer_to(
                lambda: checked_page(self._listed(prefix, **more)), Patience()
            )

    def _listed(self, prefix: str, **more: Any) -> Any:
        return self._clients.patient.list_objects_v2(
            Bucket=self.bucket.name, Prefix=prefix, **more
        )


def _call(method: WeakMethod[Callable[[], None]]) -> None:
    if alive := method():
        alive()
