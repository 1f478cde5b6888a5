"""The objects of a bucket, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .faults import Malformed


def objects(
    list_page: Callable[[dict[str, str]], Any], hidden: str | None
) -> Iterator[tuple[str, int]]:
    """All names, and how many bytes each has.

    :param list_page: returns the page that some parameters of ``list_objects_v2`` ask
        for, as :func:`checked_page` lets it through.
    :param hidden: the name of a folder that is left out, or None. There may be as much
        in it as everywhere else.
    """
    more: dict[str, str] = {}
    has_skipped = False
    while True:
        page = list_page(more)
        is_hidden = False
        for listed in page.get("Contents", ()):
            is_hidden = hidden is not None and listed["Key"].startswith(f"{hidden}/")
            if not is_hidden:
                yield listed["Key"], int(listed["Size"])
        if not page["IsTruncated"]:
            return
        more = {"ContinuationToken": page["NextContinuationToken"]}
        if is_hidden and not has_skipped:
            has_skipped = True
            # Behind every name that we give, and in the folder still: not every store
            # lists what follows it in the order of the keys.
            more = {"StartAfter": f"{hidden}/~"}


def checked_page(answer: Any) -> Any:
    """An answer with what every store says in a list: whether it goes on, and where."""
    goes_on = answer.get("IsTruncated")
    if goes_on is None or (goes_on and not answer.get("NextContinuationToken")):
        raise Malformed("an answer that is no list of S3")
    return answer
