"""The names of a bucket, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .faults import Malformed


def names(list_page: Callable[[dict[str, str]], Any]) -> Iterator[str]:
    """All names.

    :param list_page: returns the page that some parameters of ``list_objects_v2`` ask
        for, as :func:`checked_page` lets it through.
    """
    more: dict[str, str] = {}
    while True:
        page = list_page(more)
        for listed in page.get("Contents", ()):
            yield listed["Key"]
        if not page["IsTruncated"]:
            return
        more = {"ContinuationToken": page["NextContinuationToken"]}


def checked_page(answer: Any) -> Any:
    """An answer with what every store says in a list: whether it goes on, and where."""
    goes_on = answer.get("IsTruncated")
    if goes_on is None or (goes_on and not answer.get("NextContinuationToken")):
        raise Malformed("an answer that is no list of S3")
    return answer
