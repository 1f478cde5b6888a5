"""What is looked at when somebody asks: how much there is of what at the moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from dropslot.uploads import Backend, InTime

from .load import Load

# Prometheus waits 10 seconds by default; a database that hangs must not cost it all
# other numbers.
_PATIENCE_SECONDS = 1.5
_Numbers = dict[str, float]
_MEANINGS = {
    "dropslot_staging_files": "Files that are arriving, or were left over.",
    "dropslot_staging_bytes": "What they have together.",
    "dropslot_unfinished_bytes": "What has arrived of files in chunks.",
    "dropslot_marks": "Pictures whose bytes and record do not agree yet.",
    "dropslot_threads": "Threads that answer requests.",
    "dropslot_threads_busy": "Those of them that do so now.",
    "dropslot_requests_waiting": "Requests that have arrived, and have no thread yet.",
    "dropslot_spool_bytes": "What requests that are arriving hold on the disk.",
}


class Gauges(Collector):
    """Asks disk and database, each in time; what does not answer is left out."""

    def __init__(self, backend: Backend, load: Callable[[], Load] | None) -> None:
        self._load = load
        self._questions = [
            InTime(lambda: _of_staging(backend), "staging metrics"),
            InTime(lambda: _of_database(backend), "database metrics"),
        ]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All of them, now."""
        numbers = _of_server(self._load()) if self._load else {}
        deadline = time.monotonic() + _PATIENCE_SECONDS
        for answer in [one.asked() for one in self._questions]:
            # What is wrong with it the log says, where somebody needed it.
            with suppress(Exception):
                numbers |= answer.result(max(0.0, deadline - time.monotonic()))
        for name, number in numbers.items():
            yield GaugeMetricFamily(name, _MEANINGS[name], value=number)


def _of_server(load: Load) -> _Numbers:
    return {
        "dropslot_threads": load.threads,
        "dropslot_threads_busy": load.busy_threads,
        "dropslot_requests_waiting": load.waiting_requests,
        "dropslot_spool_bytes": load.spool_bytes,
    }


def _of_staging(backend: Backend) -> _Numbers:
    files, held_bytes = backend.staging.held()
    return {"dropslot_staging_files": files, "dropslot_staging_bytes": held_bytes}


def _of_database(backend: Backend) -> _Numbers:
    return {
        "dropslot_unfinished_bytes": backend.sessions.unfinished_bytes(),
        "dropslot_marks": backend.marks.count(),
    }
