"""boto3's clients: how they are set, and two for each process."""

from __future__ import annotations

import threading
from typing import Any

import boto3
from botocore.config import Config

CONNECT_SECONDS = 2.0
READ_SECONDS = 5.0
# For who asks whether all is well, and takes no answer within 2 s for none.
_QUICK_SECONDS = 0.8
_WITHOUT_LEAVE_BYTES = 256 * 1024
# As many connections as there may be threads that want one.
_CONNECTIONS = 64


class Clients:
    """Makes each client when it is first wanted.

    Its connections must not be carried across a fork: make another one of these there.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._patient: Any = None
        self._quick: Any = None
        self._credentials: Any = None

    @property
    def patient(self) -> Any:
        """The client that does the work."""
        if self._patient is None:
            with self._lock:
                self._patient = self._patient or _made(CONNECT_SECONDS, READ_SECONDS)
        return self._patient

    @property
    def quick(self) -> Any:
        """One that gives up within 2 s."""
        if self._quick is None:
            with self._lock:
                self._quick = self._quick or _made(_QUICK_SECONDS, _QUICK_SECONDS)
        return self._quick

    @property
    def credentials(self) -> Any:
        """What it signs with, renewed when that is due; None: nothing is given."""
        if self._credentials is None:
            with self._lock:
                session = boto3.Session()
                self._credentials = self._credentials or session.get_credentials()
        return self._credentials

    def close(self) -> None:
        """Close the connections."""
        for client in (self._patient, self._quick):
            if client is not None:
                client.close()


def _made(connect_seconds: float, read_seconds: float) -> Any:
    # Sessions are not for several threads (boto3 docs, "Session").
    session = boto3.Session()
    config = Config(
        # Newer checksums are not known to every store; that of the signature is, and
        # with it a store refuses bytes that changed on their way.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"payload_signing_enabled": True},
        signature_version="s3v4",
        connect_timeout=connect_seconds,
        read_timeout=read_seconds,
        # What is tried again, and when, is said in calls.py.
        retries={"total_max_attempts": 1, "mode": "standard"},
        max_pool_connections=_CONNECTIONS,
        tcp_keepalive=True,
    )
    # Where the profile or the environment names an endpoint, boto3 asks it by paths.
    client = session.client(
        "s3", region_name=session.region_name or "us-east-1", config=config
    )
    client.meta.events.register("before-sign.s3.PutObject", _ask_no_leave)
    return client


def _ask_no_leave(request: Any, **_: Any) -> None:
    """Send what is small without asking first (RFC 9110, 10.1.1), which takes longer
    than to send it: one more round trip, and an answer that boto3 reads by bytes."""
    if int(request.headers.get("Content-Length", 0)) <= _WITHOUT_LEAVE_BYTES:
        del request.headers["Expect"]
