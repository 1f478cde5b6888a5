"""Buckets, and what the servers that have them share."""

from __future__ import annotations

import secrets
import uuid
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from services.server import Server

_REGION = "us-east-1"
_READY = "ready"
# A server of this machine that does not answer by then is frozen or dead.
_CONFIG = Config(
    s3={"addressing_style": "path"},
    connect_timeout=2,
    read_timeout=20,
    retries={"total_max_attempts": 1},
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket that is empty at first.

    :param environment: what a program reads where it is and who may enter it.
    :param client: boto3's, for a test that looks into it.
    """

    name: str
    environment: Mapping[str, str]
    client: Any

    @property
    def url(self) -> str:
        """Its address as Dropslot is told it."""
        return f"s3://{self.name}"

    def listed(self) -> list[str]:
        """What is in it, in the order of the keys."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name)
        return [one["Key"] for page in pages for one in page.get("Contents", ())]


class S3Server(Server):
    """A server of buckets with one account, which may do all."""

    def __init__(self) -> None:
        super().__init__()
        self.access_key = secrets.token_hex(10)
        self.secret_key = secrets.token_hex(20)

    @property
    def endpoint(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> dict[str, str]:
        return {
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": _REGION,
        }

    @abstractmethod
    def _launch(self) -> None: ...

    def _is_ready(self) -> bool:
        client = client_of(self.address)
        with suppress(BotoCoreError, ClientError):
            # Refused where it was made before the last kill.
            with suppress(ClientError):
                client.create_bucket(Bucket=_READY)
            # It has buckets before it has a place for bytes.
            client.put_object(Bucket=_READY, Key=_READY, Body=b"1")
            return True
        return False


def client_of(environment: Mapping[str, str]) -> Any:
    """boto3's client, which asks once and does not try again."""
    return _client(*(environment[name] for name in sorted(environment)))


@contextmanager
def new_bucket(environment: Mapping[str, str]) -> Iterator[Bucket]:
    """A new bucket, removed at the end with all that is in it."""
    bucket = Bucket(f"test-{uuid.uuid4().hex}", environment, client_of(environment))
    bucket.client.create_bucket(Bucket=bucket.name)
    yield bucket
    # A test may have left the server dead, or removed the bucket.
    with suppress(BotoCoreError, ClientError):
        for key in bucket.listed():
            bucket.client.delete_object(Bucket=bucket.name, Key=key)
        bucket.client.delete_bucket(Bucket=bucket.name)


@cache
def _client(key: str, endpoint: str, region: str, secret: str) -> Any:
    return boto3.client(
        "s3",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        endpoint_url=endpoint,
        region_name=region,
        config=_CONFIG,
    )
