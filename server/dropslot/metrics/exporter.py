"""The address where Prometheus asks, answered by ``prometheus_client``'s own server."""

from __future__ import annotations

from collections.abc import Callable
from wsgiref.simple_server import WSGIServer

from prometheus_client import (
    CollectorRegistry,
    ProcessCollector,
    disable_created_metrics,
    start_wsgi_server,
)

from dropslot.settings import Address
from dropslot.uploads import Backend

from .gauges import Gauges
from .instruments import Instruments
from .load import Load


class Exporter:
    """The metrics of this process, on an address.

    :raises OSError: it cannot be listened on.
    """

    def __init__(
        self, backend: Backend, address: Address, load: Callable[[], Load] | None
    ) -> None:
        self._backend = backend
        self._address = address
        self._load = load
        # Each counter would have a second series, with the time of its first count.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._server: WSGIServer | None = None
        self._open()

    @property
    def url(self) -> str:
        """Where it can be asked."""
        port = self._server.server_port if self._server else self._address.port
        return f"http://{Address(self._address.host, port)}/metrics"

    def close(self) -> None:
        """Measure no more, and let the address go."""
        server, self._server = self._server, None
        if server:
            server.shutdown()
            server.server_close()
            self._thread.join()
            self._instruments.stop()

    def _open(self) -> None:
        registry = CollectorRegistry()
        self._server, self._thread = start_wsgi_server(
            self._address.port, self._address.host, registry
        )
        self._instruments = Instruments(registry, self._backend.sender)
        self._instruments.start()
        registry.register(Gauges(self._backend, self._load))
        ProcessCollector(registry=registry)
