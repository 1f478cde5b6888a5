"""What the records say; a page of them costs the same however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from databases import upload
from dropslot.database import Catalog, Database
from dropslot.database.schema import uploads as table
from dropslot.database.seen import Query, Seen, Which, Whose, newest_of
from dropslot.model import Access, NotThere, Upload, Visitor

ANN = Visitor(owner="ann", browser="b1")
STRANGER = Visitor(owner=None, browser="b1")


@pytest.fixture
def catalog(database: Database) -> Catalog:
    """A catalog with nothing in it, in a database where another has something."""
    Catalog(database, 2).add([upload("theirs", 99, owner="ann", browser="b1")])
    return Catalog(database, 1)


@pytest.fixture
def uploads(catalog: Catalog) -> list[Upload]:
    """Pictures of Ann, of her browser before she signed in, and of others; by age."""
    senders = [("ann", "b2"), (None, "b1"), ("bob", "b1"), (None, "b2")] * 3
    uploads = [
        upload(f"{number}.png", number, owner=owner, browser=browser)
        for number, (owner, browser) in enumerate(senders)
    ]
    catalog.add(uploads)
    return uploads


def numbers(uploads: Sequence[Upload]) -> list[int]:
    return [int(one.title.removesuffix(".png")) for one in uploads]


def test_somebody_sees_what_is_theirs_in_the_order_of_its_making(
    catalog: Catalog, uploads: list[Upload]
) -> None:
    def page(visitor: Visitor, before: int | None, limit: int) -> list[int]:
        name = None if before is None else uploads[before].name
        return numbers(catalog.newest(visitor, Access.PRIVATE, name, limit))

    assert page(ANN, None, 9) == [9, 8, 5, 4, 1, 0]
    assert page(ANN, 8, 3) == [5, 4, 1]
    assert page(STRANGER, None, 9) == [9, 5, 1]
    assert page(Visitor("ann", "b1", is_admin=True), 7, 3) == [6, 5, 4]


def test_the_next_one_and_how_many_there_are(
    catalog: Catalog, uploads: list[Upload]
) -> None:
    newer = catalog.next_newer(ANN, Access.PRIVATE, uploads[5].name)

    assert newer == uploads[8]
    assert catalog.next_newer(ANN, Access.PRIVATE, uploads[9].name) is None
    assert catalog.count(ANN, Access.PRIVATE, "", 100) == 6
    assert catalog.count(ANN, Access.PRIVATE, "", 4) == 4
    assert catalog.count(ANN, Access.PRIVATE, uploads[4].name, 100) == 3


def test_those_of_some_names_that_somebody_may_see(
    catalog: Catalog, uploads: list[Upload]
) -> None:
    names = [one.name for one in uploads[:6]]

    assert numbers(catalog.named(ANN, Access.PRIVATE, names)) == [5, 4, 1, 0]
    assert catalog.named(ANN, Access.PRIVATE, []) == []


def test_records_and_notes_are_written_together_or_not_at_all(
    catalog: Catalog, database: Database
) -> None:
    def note(connection: sa.Connection, uploads: Sequence[Upload]) -> None:
        connection.execute(table.delete().where(table.c.mount == 2))

    def refuse(connection: sa.Connection, uploads: Sequence[Upload]) -> None:
        raise NotThere

    with pytest.raises(NotThere):
        catalog.add([upload("a")], [note, refuse])
    assert not catalog.has(upload("a").name)
    assert Catalog(database, 2).total_bytes() == 100

    catalog.add([upload("a")], [note])
    assert catalog.has(upload("a").name)
    assert Catalog(database, 2).total_bytes() == 0


def test_what_is_noted_with_a_removal_is_noted_only_if_there_was_one(
    catalog: Catalog,
) -> None:
    noted: list[sa.Connection] = []
    catalog.add([upload("a")])

    assert catalog.remove(upload("a").name, noted.append)
    assert not catalog.remove(upload("a").name, noted.append)
    assert len(noted) == 1


def test_a_removal_whose_note_fails_is_none(catalog: Catalog) -> None:
    def refuse(connection: sa.Connection) -> None:
        raise NotThere

    catalog.add([upload("a")])

    with pytest.raises(NotThere):
        catalog.remove(upload("a").name, refuse)
    assert catalog.has(upload("a").name)


def test_at_a_place_there_is_what_belongs_to_it(catalog: Catalog) -> None:
    senders = [("ann", "b2"), (None, "b1"), ("bob", "b1"), (None, "b2")] * 2
    places = ["album=5", "album=6", ""]
    catalog.add(
        [
            upload(f"{n}.png", n, owner=owner, browser=browser, place=places[n % 3])
            for n, (owner, browser) in enumerate(senders * 3)
        ]
    )
    of_all = [n for n in reversed(range(24)) if n % 3 == 0]
    of_ann = [n for n in of_all if senders[n % 4] in (("ann", "b2"), (None, "b1"))]
    ann, anybody = (replace(one, place="album=5") for one in (ANN, STRANGER))
    names = [upload("", n).name for n in range(24)]

    assert numbers(catalog.newest(anybody, Access.PUBLIC, None, 99)) == of_all
    assert numbers(catalog.newest(ann, Access.PRIVATE, names[21], 3)) == of_ann[1:4]
    assert numbers(catalog.named(ann, Access.PRIVATE, names)) == of_ann
    assert catalog.next_newer(ann, Access.PRIVATE, names[9]) == catalog.get(names[12])
    assert catalog.count(ann, Access.PRIVATE, "", 99) == len(of_ann)
    assert catalog.count(anybody, Access.PUBLIC, names[9], 99) == 4
    assert catalog.get(names[3]).place_values == {"album": "5"}


def test_what_is_kept_is_told_by_owner_and_place(catalog: Catalog) -> None:
    for n in range(12):
        owner, place = [None, "ann", "bob"][n % 3], ["album=5", "album=6"][n % 2]
        catalog.add([upload(f"{n}.png", n, owner=owner, place=place)])

    def kept(owner: Whose, place: str, before: int | None = None) -> list[int]:
        name = None if before is None else upload("", before).name
        return numbers(catalog.newest_of(owner, place, name, 3))

    assert kept(..., "") == [11, 10, 9]
    assert kept(..., "album=5", before=8) == [6, 4, 2]
    assert kept("ann", "") == [10, 7, 4]
    assert kept("ann", "album=6") == [7, 1]
    assert kept("ann", "album=7") == []


def test_what_an_owner_has_is_found_by_title_and_size(catalog: Catalog) -> None:
    titles = ["me_1.png", "ME_1.png", "me_1.b.png", "mex1.png"]
    catalog.add(
        [upload(title, n, owner="ann", size_bytes=n) for n, title in enumerate(titles)]
    )
    catalog.add([upload("me_1.png", 7, size_bytes=2)])

    assert [one.title for one in catalog.titled("ann", "me_1")] == ["me_1.png"]
    assert [one.title for one in catalog.of_size("ann", 2)] == ["me_1.b.png"]
    assert [one.title for one in catalog.of_size(None, 2)] == ["me_1.png"]
    assert catalog.owners() == {"ann"}
    assert catalog.newest_name() == upload("", 7).name


VISITORS = [
    pytest.param(ANN, Access.PRIVATE, id="who is signed in"),
    pytest.param(STRANGER, Access.DROP_ONLY, id="a browser"),
    pytest.param(STRANGER, Access.PUBLIC, id="anybody"),
]


@pytest.mark.parametrize(("visitor", "access"), VISITORS)
def test_a_page_takes_as_much_work_among_many_as_among_few(
    database: Database, visitor: Visitor, access: Access
) -> None:
    """Where a page begins, in the middle, makes no difference either."""
    fill(database, mount_id=1, rounds=20)
    fill(database, mount_id=3, rounds=1000)

    few = pages(Seen(1, visitor, access), upload("", 40).name)
    many = pages(Seen(3, visitor, access), upload("", 2000).name)

    with database.begin() as connection:
        for one, other in zip(few, many, strict=True):
            assert work(connection, other) <= 1.2 * work(connection, one)


@pytest.mark.parametrize(("visitor", "access"), VISITORS)
def test_a_page_of_a_place_takes_as_much_work_among_many_places_as_among_few(
    database: Database, visitor: Visitor, access: Access
) -> None:
    """Nor does it matter how much there is elsewhere."""
    for mount_id, albums in ((1, 2), (3, 100)):
        for album in range(albums):
            fill(database, mount_id, rounds=20, first=80 * album, place=f"a={album}")
    fill(database, 3, rounds=1000, first=80 * 100, place="a=100")
    there = replace(visitor, place="a=1")

    few = pages(Seen(1, there, access), upload("", 120).name)
    many = pages(Seen(3, there, access), upload("", 120).name)
    crowded = pages(
        Seen(3, replace(there, place="a=100"), access), upload("", 10_000).name
    )

    with database.begin() as connection:
        for one, other, most in zip(few, many, crowded, strict=True):
            assert work(connection, other) <= 1.2 * work(connection, one)
            assert work(connection, most) <= 1.2 * work(connection, one)


@pytest.mark.parametrize(
    "whose",
    [
        pytest.param(..., id="everybody"),
        pytest.param("ann", id="an owner"),
        pytest.param(None, id="nobody"),
    ],
)
def test_so_does_what_a_host_asks_for(database: Database, whose: Whose) -> None:
    fill(database, mount_id=1, rounds=20)
    fill(database, mount_id=3, rounds=1000)

    few = newest_of(1, whose, "", upload("", 40).name, 8)
    many = newest_of(3, whose, "", upload("", 2000).name, 8)

    with database.begin() as connection:
        assert len(connection.execute(*many).all()) == 8
        assert work(connection, many) <= 1.2 * work(connection, few)


def pages(seen: Seen, middle: str) -> list[Query]:
    return [
        seen.newest(8, Which.OLDER, name=middle),
        seen.oldest(1, Which.NEWER, name=middle),
        seen.count(8, Which.NEWER, name=middle),
    ]


def fill(
    database: Database, mount_id: int, rounds: int, first: int = 0, place: str = ""
) -> None:
    senders = [("ann", "b2"), (None, "b1"), ("bob", "b1"), (None, "b2")] * rounds
    Catalog(database, mount_id).add(
        [
            upload("", n, owner=o, browser=b, place=place)
            for n, (o, b) in enumerate(senders, first)
        ]
    )
    with database.begin() as connection:
        connection.exec_driver_sql("ANALYZE dropslot_uploads")


def work(connection: sa.Connection, query: Query) -> float:
    """What it takes to answer: rows that PostgreSQL reads, or SQLite's instructions."""
    if connection.dialect.name == "sqlite":
        return instructions(connection, query)
    select, values = query
    text = str(select.compile(connection))
    answer = connection.exec_driver_sql(
        f"EXPLAIN (ANALYZE, FORMAT JSON) {text}", values
    )
    (plan,) = answer.scalar_one()
    return rows(plan["Plan"])


def rows(step: Any) -> float:
    """What a step of a plan and those below it read."""
    passed = step["Actual Rows"] + step.get("Rows Removed by Filter", 0)
    below = sum(map(rows, step.get("Plans", [])))
    return float(passed * step["Actual Loops"] + below)


def instructions(connection: sa.Connection, query: Query) -> float:
    driver: Any = connection.connection.dbapi_connection
    counted = 0

    def count() -> None:
        nonlocal counted
        counted += 1

    driver.set_progress_handler(count, 1)
    connection.execute(*query).all()
    driver.set_progress_handler(None, 1)
    return counted
