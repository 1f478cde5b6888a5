"""Open the address that ``DROPSLOT_METRICS`` names; without one nothing is loaded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from dropslot.settings import SettingError
from dropslot.uploads import Backend

from .load import Load

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
        from .exporter import Exporter
    except ImportError as error:
        raise SettingError(
            f"DROPSLOT_METRICS is '{address}', but metrics need prometheus_client"
            f' ({error}): pip install "dropslot[metrics]".'
        ) from error
    try:
        return Exporter(backend, address, load)
    except OSError as error:
        reason = error.strerror or "no such address"
        raise SettingError(
            f"DROPSLOT_METRICS is '{address}', but it must be an address that can be"
            f" listened on ({reason})."
        ) from error


def open_metrics_if_free(backend: Backend) -> Metrics | None:
    """The same for one of several processes of another server: only one of them can
    have the address, and the others serve all the same.

    :raises SettingError: an extra is missing.
    """
    try:
        return open_metrics(backend)
    except SettingError as error:
        if not isinstance(error.__cause__, OSError):
            raise
        _log.warning("%s This process has no metrics.", error)
        return None
