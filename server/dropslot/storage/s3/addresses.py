"""Addresses of objects that somebody else may fetch from for a while."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest

from .client import Clients

_KEY = "key"


class Addresses:
    """Makes them for the objects of one bucket.

    A client of boto3 takes three times as long for each, which is as much as all else
    of an answer; so it is asked once, where the bucket is and for which region one
    signs, and its signer does the rest.

    :param seconds: how long each is good for.
    """

    def __init__(self, clients: Clients, bucket: str, seconds: int) -> None:
        self._clients = clients
        self._bucket = bucket
        self._seconds = seconds
        self._base: tuple[str, str] | None = None

    def of(self, key: str) -> str:
        """The address of an object, be it there or not.

        :raises botocore.exceptions.BotoCoreError: there are no keys to sign with.
        """
        self._base = self._base or self._asked()
        base, region = self._base
        request = AWSRequest("GET", base + quote(key))
        self._signer(region).add_auth(request)
        return str(request.url)

    def _asked(self) -> tuple[str, str]:
        named = {"Bucket": self._bucket, "Key": _KEY}
        url = self._clients.patient.generate_presigned_url("get_object", Params=named)
        parts = urlsplit(url)
        # <access key>/<day>/<region>/s3/aws4_request
        scope = parse_qs(parts.query)["X-Amz-Credential"][0].split("/")
        place = parts._replace(query="").geturl().removesuffix(_KEY)
        return place, scope[-3]

    def _signer(self, region: str) -> Any:
        credentials = self._clients.credentials
        # They may be such as are renewed from time to time.
        current = credentials and credentials.get_frozen_credentials()
        return S3SigV4QueryAuth(current, "s3", region, expires=self._seconds)
