"""Every metric that is counted, on one screen."""

from __future__ import annotations

from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from dropslot import measures
from dropslot.measures import Step
from dropslot.model import Upload, UploadError
from dropslot.signals import upload_refused, upload_removed, upload_stored

# In seconds. What is local takes milliseconds, a check up to DROPSLOT_CHECK_SECONDS, a
# store or a database that is slow is given up after some 15, the door after 60.
_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)
_LONG = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_STORE_STEPS = (Step.PUT, Step.OPEN, Step.APPEND, Step.REMOVE)
_NO_ROUTE = "none"


class Instruments:
    """Counts and times what happens in this process. No label is what a visitor said.

    :param sender: whose signals are counted.
    """

    def __init__(self, registry: CollectorRegistry, sender: object) -> None:
        self._sender = sender
        self._uploads = Counter(
            "dropslot_uploads",
            "Pictures that were stored, and requests that were refused, by the code.",
            ["outcome"],
            registry=registry,
        )
        # A rate needs a beginning.
        self._uploads.labels("stored")
        self._removals = Counter(
            "dropslot_removals", "Pictures that were removed.", registry=registry
        )
        self._taken_over = Counter(
            "dropslot_leases_taken_over",
            "Files in chunks that were gone on with after another had died over them.",
            registry=registry,
        )
        self._requests = Counter(
            "dropslot_requests",
            "Requests that were answered.",
            ["route", "status"],
            registry=registry,
        )
        self._request_seconds = Histogram(
            "dropslot_request_duration_seconds",
            "From when a request had arrived until its answer was ready.",
            ["route"],
            buckets=_LONG,
            registry=registry,
        )
        self._steps = _steps(registry)
        build = Gauge(
            "dropslot_build_info",
            "Which version it is.",
            ["version"],
            registry=registry,
        )
        build.labels(version("dropslot")).set(1)

    def start(self) -> None:
        """Listen."""
        measures.listen(self)
        upload_stored.connect(self._count_stored, self._sender)
        upload_refused.connect(self._count_refused, self._sender)
        upload_removed.connect(self._count_removed, self._sender)

    def stop(self) -> None:
        """Listen no more."""
        measures.stop_listening(self)
        upload_stored.disconnect(self._count_stored, self._sender)
        upload_refused.disconnect(self._count_refused, self._sender)
        upload_removed.disconnect(self._count_removed, self._sender)

    def step_took(self, step: Step, seconds: float) -> None:
        """A step has ended."""
        self._steps[step].observe(seconds)

    def request_took(self, route: str | None, status: int, seconds: float) -> None:
        """A request has its answer."""
        self._requests.labels(route or _NO_ROUTE, str(status)).inc()
        self._request_seconds.labels(route or _NO_ROUTE).observe(seconds)

    def lease_taken_over(self) -> None:
        """Somebody goes on with what another has died over."""
        self._taken_over.inc()

    def _count_stored(self, _: object, upload: Upload) -> None:
        self._uploads.labels("stored").inc()

    def _count_refused(self, _: object, error: UploadError, title: str | None) -> None:
        self._uploads.labels(error.code).inc()

    def _count_removed(self, _: object, upload: Upload) -> None:
        self._removals.inc()


def _steps(registry: CollectorRegistry) -> dict[Step, Histogram]:
    store = Histogram(
        "dropslot_store_duration_seconds",
        "What the store took for one key: thumbnails and chunks, too.",
        ["operation"],
        buckets=_QUICK,
        registry=registry,
    )
    check = Histogram(
        "dropslot_check_duration_seconds",
        "What checking one picture took, without the wait for it.",
        buckets=_LONG,
        registry=registry,
    )
    door = Histogram(
        "dropslot_door_wait_seconds",
        "How long a picture waited for its check.",
        buckets=_LONG,
        registry=registry,
    )
    transaction = Histogram(
        "dropslot_transaction_duration_seconds",
        "What one transaction of the database took, with the wait for a connection.",
        buckets=_QUICK,
        registry=registry,
    )
    own = {Step.CHECK: check, Step.DOOR: door, Step.TRANSACTION: transaction}
    return {**own, **{step: store.labels(step.value) for step in _STORE_STEPS}}
