"""Every record and every key comes once, in whatever order a store lists them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databases import upload
from dropslot.database import Catalog, Database, Records
from dropslot.model import Upload
from dropslot.storage import Listed
from dropslot.uploads.comparing import Compared, compare

# In a bucket "ann-1/..." comes before "ann/...", in a folder behind it; one is called
# like the pictures of nobody.
OWNERS = [None, "ann", "ann-1", "0192f0c1", "頭像"]
Order = Callable[[list[Listed]], list[Listed]]
ORDERS = [
    pytest.param(sorted, id="by keys"),
    pytest.param(
        lambda listed: sorted(listed, key=lambda one: one.key.split("/")),
        id="by folders",
    ),
]


def recorded(database: Database, count: int) -> list[Upload]:
    uploads = [upload("a", n, owner=OWNERS[n % len(OWNERS)]) for n in range(count)]
    Catalog(database, 1).add(uploads)
    return uploads


def compared(database: Database, listed: list[Listed]) -> list[Compared]:
    owners = Catalog(database, 1).owners
    return list(compare(Records(database, 1), owners, listed))


@pytest.mark.parametrize("order", ORDERS)
def test_what_is_alike_is_whole(database: Database, order: Order) -> None:
    # More of each owner than are read at a time.
    uploads = recorded(database, 3_000)
    listed = order([Listed(one.key, one.size_bytes) for one in uploads])

    found = compared(database, listed)

    assert all(one.is_whole for one in found)
    assert [one.key for one in found] == [one.key for one in listed]


@pytest.mark.parametrize("order", ORDERS)
def test_what_is_not_listed_comes_as_a_record(database: Database, order: Order) -> None:
    uploads = recorded(database, 1_200)
    # All of an owner's, and the first, some and the last of the others.
    gone = {
        one.key
        for n, one in enumerate(uploads)
        if one.owner == "ann" or n % 7 == 0 or n > 1_190
    }
    listed = [Listed(one.key, one.size_bytes) for one in uploads if one.key not in gone]

    found = compared(database, order(listed))

    assert {one.key for one in found if one.size_bytes is None} == gone
    assert all(one.is_whole for one in found if one.size_bytes is not None)
    assert len(found) == len(uploads)


@pytest.mark.parametrize("order", ORDERS)
def test_what_is_not_recorded_comes_as_a_key(database: Database, order: Order) -> None:
    uploads = recorded(database, 40)
    strangers = [
        upload("s", 90).name,
        f"ann/{upload('s', 91).name}",
        f"nobody/{upload('s', 92).name}",
        "ann/deep/cat.jpg",
        "cat.jpg",
        # Of somebody else.
        f"ann/{uploads[0].name}",
    ]
    listed = [Listed(one.key, one.size_bytes) for one in uploads]

    found = compared(database, order(listed + [Listed(key, 9) for key in strangers]))

    assert {one.key for one in found if one.upload is None} == set(strangers)
    assert sum(one.is_whole for one in found) == len(uploads)


def test_another_size_is_not_whole(database: Database) -> None:
    (one,) = recorded(database, 1)

    (found,) = compared(database, [Listed(one.key, one.size_bytes - 1)])

    assert (found.upload, found.is_whole) == (one, False)


def test_the_records_of_other_mounts_do_not_count(database: Database) -> None:
    Catalog(database, 2).add([upload("theirs", owner="ann")])

    assert compared(database, []) == []
