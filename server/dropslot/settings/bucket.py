"""A bucket of an S3 store, as ``DROPSLOT_UPLOAD_PATH`` names it."""

from __future__ import annotations

import re
from dataclasses import dataclass

BUCKET_RULE = (
    "s3://bucket or s3://bucket/prefix; a bucket's name is 3 to 63 lower-case letters,"
    " digits, dots and hyphens, a prefix is letters, digits and ._~- with single"
    " slashes between, and no part of it begins with a dot"
)
# Amazon S3 docs, "General purpose bucket naming rules"; others allow no more.
_NAME = r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
# What needs no quoting in an address, so that every store and proxy reads it alike; a
# key may have 1024 bytes, and what comes behind the prefix needs some of them.
_PART = r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*"
_PREFIX = rf"(?=.{{1,200}}$){_PART}(?:/{_PART})*"
_URL = re.compile(rf"s3://(?P<name>{_NAME})(?:/|/(?P<prefix>{_PREFIX})/?)?", re.ASCII)
_SCHEME = re.compile(r"s3:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where pictures go to; its text is its address.

    :param prefix: what all keys begin with, without a slash at either end; "" for none.
    """

    name: str
    prefix: str = ""

    def __str__(self) -> str:
        return f"s3://{self.name}/{self.prefix}".rstrip("/")


def is_bucket(text: str) -> bool:
    """Whether a text means a bucket, well written or not."""
    return _SCHEME.match(text) is not None


def read_bucket(text: str) -> Bucket:
    """The bucket that an address names.

    :raises ValueError: it makes no sense; says what is allowed.
    """
    found = _URL.fullmatch(_SCHEME.sub("s3:", text, count=1))
    if found is None:
        raise ValueError(BUCKET_RULE)
    return Bucket(found["name"], found["prefix"] or "")
