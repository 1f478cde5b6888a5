"""Whoever a visitor is at one replica, they are at the others."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from http_visitor import Visitor
from pictures import jpeg
from replica_set import ReplicaSet
from signing import PASSWORD

# From one address at one account, in five minutes.
_MOST_GUESSES = 10


def test_a_sign_in_holds_everywhere_until_a_sign_out_anywhere(
    pair: ReplicaSet, ports: tuple[int, int]
) -> None:
    pair.add_user("ann")
    here, there = ports
    ann = Visitor()

    assert ann.sign_in(here, "ann", PASSWORD).status == 303
    assert ann.get(there, "/account").json()["name"] == "ann"

    taken = Visitor()
    taken.cookies = dict(ann.cookies)
    assert ann.ask(there, "POST", "/logout").status == 303
    # Not only the browser has forgotten it.
    assert taken.get(here, "/account").json()["name"] is None


def test_what_somebody_sent_is_theirs_everywhere(ports: tuple[int, int]) -> None:
    here, there = ports
    sender, stranger = Visitor(), Visitor()
    location = sender.post(here, "a.jpg", jpeg()).location

    (listed,) = sender.get(there, "/uploads/").json()["uploads"]
    assert (listed["url"], listed["mine"]) == (location, True)
    assert stranger.get(there, location).status == 404
    assert stranger.ask(there, "DELETE", location).status in (403, 404)

    assert sender.ask(there, "DELETE", location).status == 204
    assert sender.get(here, location).status == 404


def test_a_link_that_one_made_works_at_the_others(ports: tuple[int, int]) -> None:
    here, there = ports
    sender, photo = Visitor(), jpeg()
    location = sender.post(here, "a.jpg", photo).location

    link = sender.ask(here, "POST", f"{location}/link").json()["url"]

    assert Visitor().get(there, link).body == photo


def test_wrong_passwords_count_together(
    pair: ReplicaSet, ports: tuple[int, int]
) -> None:
    pair.add_user("bob")

    def guess(number: int) -> int:
        return Visitor().sign_in(ports[number % 2], "bob", f"guess {number}").status

    with ThreadPoolExecutor(8) as pool:
        statuses = Counter(pool.map(guess, range(16)))

    assert statuses == {401: _MOST_GUESSES, 429: 16 - _MOST_GUESSES}
    assert Visitor().sign_in(ports[1], "bob", PASSWORD).status == 429
