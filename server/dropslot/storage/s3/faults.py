"""What a store says when it cannot, in our own errors, and nothing secret of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore import exceptions as boto
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError
from urllib3 import exceptions as http

from dropslot.model import NotThere, StorageFailed, StorageFull, UploadError

# Ceph's and MinIO's; 507 says the same.
_FULL = {"QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded"}
# Amazon S3 docs, "Error responses": well the next time, maybe, whatever its status.
_PASSING = {"RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable"}
_NOT_IMPLEMENTED = 501
_INSUFFICIENT_STORAGE = 507
# What a store calls its errors and requests; anything else could be anything.
_WORD = re.compile(r"[\w.:-]{1,80}", re.ASCII)


class Malformed(Exception):
    """An answer that no S3 store gives; its text says what is wrong with it."""


class TooSlow(Exception):
    """It takes longer than it may."""


class BucketFault(Exception):
    """What went wrong, for the log.

    It takes the place of what boto3 raised, which tells addresses, names of pictures
    and, in what it was sent, signatures.
    """


_NOT_S3 = (ResponseParserError, ValueError)
# Numbers and dates that boto3 cannot read come out of it as ValueError.
CAUGHT = (BotoCoreError, ClientError, http.HTTPError, Malformed, TooSlow, *_NOT_S3)


@contextmanager
def store_errors() -> Iterator[None]:
    """Tell what the store says in our own errors."""
    try:
        yield
    except CAUGHT as error:
        raise told(error) from BucketFault(in_words(error))


def told(error: Exception) -> UploadError:
    """A failure in our own errors."""
    status, code = status_and_code(error)
    # Not any 404: a bucket that vanished is not a picture that did, nor is a proxy's
    # page about an address that it does not know.
    if code == "NoSuchKey":
        return NotThere()
    if status == _INSUFFICIENT_STORAGE or code in _FULL:
        return StorageFull()
    return StorageFailed()


def status_and_code(error: Exception) -> tuple[int, str]:
    """What the store answered; 0 where it did not, and "" where it says no word of S3,
    for which boto3 has the number of the status."""
    if not isinstance(error, ClientError):
        return 0, ""
    answer: dict[str, Any] = error.response
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    code = str(answer.get("Error", {}).get("Code", ""))
    is_word = _WORD.fullmatch(code) and not code.isdigit()
    return int(status), code if is_word else ""


def may_pass(error: Exception) -> bool:
    """Whether it may be well the next time, with nobody having changed anything."""
    if isinstance(error, boto.SSLError):
        return False
    status, code = status_and_code(error)
    if status:
        never = status in (_NOT_IMPLEMENTED, _INSUFFICIENT_STORAGE) or code in _FULL
        return code in _PASSING or (status >= 500 and not never)
    return isinstance(
        error, (boto.HTTPClientError, boto.ConnectionError, http.HTTPError)
    )


def is_no_store(error: Exception) -> bool:
    """Whether what answered does not speak S3."""
    status, code = status_and_code(error)
    return not code if status else isinstance(error, (Malformed, *_NOT_S3))


def in_words(error: Exception) -> str:
    """What happened, without an address, a key or a signature."""
    status, code = status_and_code(error)
    if status:
        answer: dict[str, Any] = error.response  # type: ignore[attr-defined]
        request = str(answer["ResponseMetadata"].get("RequestId", ""))
        known = f", request {request}" if _WORD.fullmatch(request) else ""
        said = f"{status} {code}".rstrip()
        return f"{said} to {error.operation_name}{known}"  # type: ignore[attr-defined]
    if isinstance(error, Malformed):
        return str(error)
    if isinstance(getattr(error, "kwargs", {}).get("error"), TooSlow):
        # As it comes out of boto3.
        error = TooSlow()
    for kinds, words in _WORDS:
        if isinstance(error, kinds):
            system = _of_system(error)
            return f"{words} ({system})" if system else words
    return type(error).__name__


_WORDS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (boto.SSLError, "no TLS connection"),
    ((boto.ConnectTimeoutError, boto.EndpointConnectionError), "no connection"),
    ((boto.ReadTimeoutError, http.ReadTimeoutError), "no answer in time"),
    (boto.ConnectionClosedError, "the connection was closed"),
    (http.HTTPError, "the answer ended early"),
    (TooSlow, "it moved too slowly"),
    ((boto.NoCredentialsError, boto.PartialCredentialsError), "no credentials"),
    (_NOT_S3, "an answer that is not S3"),
)


def _of_system(error: BaseException | None) -> str:
    """What the system said at the root of it, such as "Connection refused"."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        reason = getattr(error, "strerror", None) or getattr(error, "reason", None)
        if isinstance(reason, str):
            return reason
        inner = getattr(error, "kwargs", {}).get("error")
        inner = inner or (reason if isinstance(reason, BaseException) else None)
        error = inner or error.__cause__ or error.__context__
    return ""
