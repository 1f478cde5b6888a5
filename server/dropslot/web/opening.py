"""What a Dropslot opens when it is first used: folder, database, keys, a sweeper.

An app is made in milliseconds and holds nothing, so a test may make hundreds, and what
forks may fork: the parent has opened nothing that its children must not share.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from weakref import WeakSet, finalize, ref

from flask import Flask
from itsdangerous import URLSafeSerializer

from dropslot.accounts import Accounts, Throttle, Users
from dropslot.model import StorageFailed
from dropslot.settings import SettingError, Settings, read_secret_key
from dropslot.uploads import Backend, Health, Sweeper, open_backend, start

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """The parts of a Dropslot that is in use.

    :param health: whether it could keep a picture now.
    :param secret: what signatures and keys are made with.
    :param browsers: signs the anonymous id of each browser.
    :param links: signs the links to single pictures.
    :param accounts: its own accounts, where the host app has none.
    """

    backend: Backend
    sweeper: Sweeper
    health: Health
    secret: str = field(repr=False)
    browsers: URLSafeSerializer
    links: URLSafeSerializer
    accounts: Accounts | None

    def closers(self) -> tuple[Callable[[], None], ...]:
        """What lets go of all of it; none of them knows the app."""
        return (self.sweeper.stop, *self.backend.closers())


def open_parts(
    settings: Settings,
    sender: object,
    name: str,
    has_accounts: bool,
    patience_seconds: float,
) -> Opened:
    """Open store and database, tidy up after a crash, and begin to sweep.

    :param sender: the ``Dropslot``, in whose name signals are sent.
    :param name: of the blueprint.
    :param patience_seconds: how long to wait for a bucket or a PostgreSQL that is away.
    :raises SettingError: one of them cannot be used; the text says which and why.
    """
    backend = open_backend(settings, sender, name, patience_seconds)
    try:
        secret = read_secret_key(settings)
        accounts = _accounts(backend, secret) if has_accounts else None
        sweeper = start(backend, datetime.now(UTC))
    except BaseException:
        backend.close()
        raise
    return Opened(
        backend=backend,
        sweeper=sweeper,
        health=Health(backend),
        secret=secret,
        browsers=URLSafeSerializer(secret, salt="browser"),
        links=URLSafeSerializer(secret, salt="link"),
        accounts=accounts,
    )


class Opening:
    """Opens once in a process, whoever comes first, and closes with the app.

    :param app: once nobody holds it any more, what was opened is closed.
    :param open_parts: opens; is given for how many seconds it may wait.
    """

    def __init__(self, app: Flask, open_parts: Callable[[float], Opened]) -> None:
        self._app = ref(app)
        self._open_parts = open_parts
        self._opened: Opened | None = None
        self._failed: SettingError | None = None
        self._failures = 0
        self._told = ""
        self._is_forked = False
        self._end: Callable[[], object] = lambda: None
        self._lock = threading.Lock()
        _all.add(self)

    @property
    def is_open(self) -> bool:
        """Whether somebody has used it."""
        return self._opened is not None

    @property
    def parts(self) -> Opened:
        """What it has opened, or opens now.

        :raises StorageFailed: it cannot; the log says why, and the next who asks tries
            again.
        """
        if (opened := self._opened) and not self._is_forked:
            return opened
        try:
            return self.open()
        except SettingError as error:
            self._tell(str(error))
            raise StorageFailed from error

    def open(self, patience_seconds: float = 0) -> Opened:
        """Open, unless it is open already.

        :param patience_seconds: how long to wait for a bucket or a PostgreSQL that is
            away.
        :raises SettingError: it cannot; the text says why.
        """
        failures = self._failures
        with self._lock:
            if self._opened is not None:
                self._go_on(self._opened)
                return self._opened
            if self._failed and self._failures != failures:
                # Whoever waited for one that failed need not fail as long once more.
                raise SettingError(str(self._failed)) from self._failed
            try:
                return self._open(patience_seconds)
            except SettingError as error:
                self._failed = error
                self._failures += 1
                raise

    def close(self) -> None:
        """Close what is open; whoever uses it next opens it anew."""
        with self._lock:
            self._opened = None
            self._end()

    def _open(self, patience_seconds: float) -> Opened:
        opened = self._open_parts(patience_seconds)
        if app := self._app():
            self._end = finalize(app, _call_all, opened.closers())
        self._opened, self._failed, self._is_forked = opened, None, False
        if self._told:
            self._told = ""
            _log.warning("Folder and database can be used now.")
        return opened

    def _tell(self, sentence: str) -> None:
        # Each who comes tries again; who reads the log need not be told each time.
        if sentence != self._told:
            self._told = sentence
            _log.error("%s It is tried again with each request.", sentence)

    def _go_on(self, opened: Opened) -> None:
        if self._is_forked:
            self._is_forked = False
            opened.sweeper.go_on()

    def begin_in_fork(self) -> None:
        """Leave no lock to a thread that is not here, and begin nothing: most that is
        forked runs another program at once, and under gevent a thread that is started
        here would answer the parent's requests."""
        self._lock = threading.Lock()
        self._is_forked = True


def _call_all(closers: tuple[Callable[[], None], ...]) -> None:
    for close in closers:
        close()


def _accounts(backend: Backend, secret: str) -> Accounts:
    users = Users(backend.database, backend.mount_id)
    throttle = Throttle(backend.database, backend.mount_id)
    return Accounts(users, throttle, backend.settings, secret)


def _begin_in_fork() -> None:
    for opening in list(_all):
        opening.begin_in_fork()


_all: WeakSet[Opening] = WeakSet()
# Once, and not for each app that a test makes: nothing takes it back.
os.register_at_fork(after_in_child=_begin_in_fork)
