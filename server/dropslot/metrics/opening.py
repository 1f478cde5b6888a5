"""Open the address that ``DROPSLOT_METRICS`` names; without one nothing is loaded."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from dropslot.settings import Address, SettingError
from dropslot.uploads import Backend

from .load import Load

if TYPE_CHECKING:
    from .exporter import Exporter

_log = logging.getLogger("dropslot.metrics")


class Metrics(Protocol):
    """The metrics of this process, which can be asked for."""

    @property
    def url(self) -> str:
        """Where."""

    def close(self) -> None:
        """Measure no more, and let the address go."""


def open_metrics(
    backend: Backend, load: Callable[[], Load] | None = None
) -> Metrics | None:
    """Measure and answer, from now on; None where no address is set.

    :param load: what the server has to do, where it is the program's own.
    :raises SettingError: it cannot be listened on, or an extra is missing.
    """
    address = backend.settings.metrics
    if address is None:
        return None
    try:
        return _exporter(address)(backend, address, load)
    except OSError as error:
        reason = error.strerror or "no such address"
        raise SettingError(
            f"DROPSLOT_METRICS is '{address}', but it must be an address that can be"
            f" listened on ({reason})."
        ) from error


class MetricsOfWorker:
    """The metrics of one of several processes of another server.

    They are opened with its first request, so that of one that loads the app first and
    forks then it is a child that has the address: the parent has nothing to count. Only
    one of them can have it, and the others serve all the same.

    :raises SettingError: an extra is missing.
    """

    def __init__(self, backend: Backend) -> None:
        if backend.settings.metrics:
            _exporter(backend.settings.metrics)
        self._backend = backend
        self._begun: dict[int, object] = {}
        self._opened: Metrics | None = None

    @property
    def url(self) -> str:
        """Where they can be asked for, or ""."""
        return self._opened.url if self._opened else ""

    def open(self) -> None:
        """Measure and answer, from now on, unless this process does so already."""
        ours = object()
        # At once, without a lock, which a fork might find taken.
        if self._begun.setdefault(os.getpid(), ours) is not ours:
            return
        self._opened = None
        try:
            self._opened = open_metrics(self._backend)
        except SettingError as error:
            _log.warning("%s This process has no metrics.", error)

    def close(self) -> None:
        """Measure no more, and let the address go."""
        if self._opened:
            self._opened.close()


def _exporter(address: Address) -> type[Exporter]:
    try:
        from .exporter import Exporter
    except ImportError as error:
        raise SettingError(
            f"DROPSLOT_METRICS is '{address}', but metrics need prometheus_client"
            f' ({error}): pip install "dropslot[metrics]".'
        ) from error
    return Exporter
