"""Whoever guesses passwords is slowed down, and nobody else is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from apps import MakeApp
from disks import read_only
from dropslot.accounts import passwords
from dropslot.accounts.passwords import nobodys_hash, turn
from dropslot.accounts.throttle import Throttle
from dropslot.accounts.waiting_room import PLACES
from dropslot.database import Database, now_ms, schema
from dropslot.model import SignInNeeded, TooManyAttempts
from flask import Flask
from flask.testing import FlaskClient
from signing import PASSWORD, add_person, sign_in
from werkzeug.security import check_password_hash

# From one address at one account; from one address; at one account.
OF_BOTH, OF_ADDRESS, OF_ACCOUNT = 10, 100, 200
OF_BROWSER = 10


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """An app that Ann and Bob have accounts in."""
    return with_people(make_app)


@pytest.fixture
def throttle(database: Database) -> Throttle:
    """Nobody has tried anything yet."""
    return Throttle(database, 1)


def test_who_guesses_at_an_account_is_stopped_at_that_account(app: Flask) -> None:
    client = app.test_client()
    for _ in range(OF_BOTH):
        assert guess(client, "ann") == 401

    # Another spelling, and even the right password.
    answer = sign_in(client, " ANN", PASSWORD)

    assert answer.status_code == 429
    assert answer.headers["Dropslot-Error"] == "too-many-attempts"
    assert 0 < int(answer.headers["Retry-After"]) <= 300
    assert answer.text.startswith("Too many attempts")


def test_who_guesses_does_not_close_their_address_nor_the_account(app: Flask) -> None:
    client = app.test_client()
    statuses = [guess(client, "ann", address="10.0.0.1") for _ in range(3 * OF_BOTH)]
    assert statuses == [401] * OF_BOTH + [429] * 2 * OF_BOTH

    # Bob at the same address, and Ann anywhere else.
    bob = sign_in(client, "bob", environ_base=at("10.0.0.1"))
    ann = sign_in(client, "ann", environ_base=at("10.0.0.2"))

    assert (bob.status_code, ann.status_code) == (303, 303)


def test_an_address_is_closed_to_many_guesses_at_everybody(throttle: Throttle) -> None:
    for number in range(OF_ADDRESS):
        fail(throttle, f"somebody-{number}", "10.0.0.1")

    assert is_closed(throttle, "another", "10.0.0.1")
    assert not is_closed(throttle, "another", "10.0.0.2")


def test_an_account_is_closed_to_very_many_guesses_from_everywhere(
    throttle: Throttle,
) -> None:
    for number in range(OF_ACCOUNT):
        fail(throttle, "ann", f"10.0.{number}.1")

    assert is_closed(throttle, "ann", "10.9.9.9")
    assert not is_closed(throttle, "bob", "10.9.9.9")


def test_nobody_closes_an_account_from_a_few_addresses(throttle: Throttle) -> None:
    for number in range(10):
        for _ in range(10 * OF_BOTH):
            with suppress(TooManyAttempts):
                fail(throttle, "ann", f"10.0.0.{number}")

    assert not is_closed(throttle, "ann", "10.9.9.9")


def test_a_browser_that_is_known_meets_only_its_own_limit(throttle: Throttle) -> None:
    for number in range(OF_ACCOUNT):
        fail(throttle, "ann", f"10.0.{number}.1")
    for number in range(OF_ADDRESS):
        fail(throttle, f"somebody-{number}", "10.9.9.9")

    for _ in range(OF_BROWSER):
        fail(throttle, "ann", "10.9.9.9", "a-browser")

    assert is_closed(throttle, "ann", "10.9.9.9", "a-browser")
    assert not is_closed(throttle, "ann", "10.9.9.9", "another-browser")


def test_what_is_refused_was_no_guess_and_closes_nothing_else(
    throttle: Throttle,
) -> None:
    accounts = [f"somebody-{number}" for number in range(OF_ADDRESS // OF_BOTH + 1)]
    for account in accounts:
        for number in range(OF_ACCOUNT):
            fail(throttle, account, f"10.0.{number}.{account[9:]}")
    for account in accounts:
        for _ in range(OF_BOTH):
            with pytest.raises(TooManyAttempts):
                fail(throttle, account, "10.9.9.9")

    assert not is_closed(throttle, "bob", "10.9.9.9")


@pytest.mark.parametrize("leaves", [False, True], ids=["signed in", "signed out"])
def test_who_has_signed_in_here_before_cannot_be_locked_out(
    app: Flask, leaves: bool
) -> None:
    ann, guesser = app.test_client(), app.test_client()
    assert sign_in(ann, "ann").status_code == 303
    if leaves:
        ann.post("/logout")
    for _ in range(OF_BOTH):
        guess(guesser, "ann")

    assert sign_in(guesser, "ann").status_code == 429
    assert sign_in(ann, "ann").status_code == 303


def test_who_has_signed_in_as_somebody_else_is_not_known(app: Flask) -> None:
    bob = app.test_client()
    assert sign_in(bob, "bob").status_code == 303
    for _ in range(OF_BOTH):
        guess(bob, "ann")

    assert sign_in(bob, "ann").status_code == 429


def test_a_browser_may_be_known_to_several(app: Flask) -> None:
    tablet, guesser = app.test_client(), app.test_client()
    for name in ("ann", "bob"):
        assert sign_in(tablet, name).status_code == 303
        tablet.post("/logout")
    for name in ("ann", "bob"):
        for _ in range(OF_BOTH):
            guess(guesser, name)

    for name in ("ann", "bob"):
        assert sign_in(guesser, name).status_code == 429
        assert sign_in(tablet, name).status_code == 303


@pytest.mark.parametrize(
    "cookie",
    [
        pytest.param("", id="empty"),
        pytest.param("nonsense", id="not signed"),
        pytest.param("WyJhIiwiYiJd.c2lnbmVk", id="signed by somebody else"),
    ],
)
def test_a_forged_cookie_makes_no_browser_known(app: Flask, cookie: str) -> None:
    client = app.test_client()
    sign_in(client, "ann")
    signed_out = client.post("/logout")
    (known,) = re.findall(r"dropslot_known_\w+", str(signed_out.headers))
    for _ in range(OF_BOTH):
        guess(app.test_client(), "ann")
    assert sign_in(client, "ann").status_code == 303
    client.post("/logout")
    client.set_cookie(known, cookie)

    assert sign_in(client, "ann").status_code == 429


@pytest.mark.parametrize(
    "spellings",
    [
        pytest.param(("10.0.0.1", "10.0.0.1:4711", " 10.0.0.1"), id="with a port"),
        pytest.param(("::ffff:10.0.0.1", "10.0.0.1"), id="mapped into IPv6"),
        pytest.param(("2001:db8::1", "[2001:db8::1]:55"), id="in brackets"),
        # Whoever has one IPv6 address has all of its /64.
        pytest.param(("2001:db8:0:1::1", "2001:db8:0:1:ffff::"), id="of one network"),
    ],
)
def test_an_address_is_the_same_however_it_is_written(
    throttle: Throttle, spellings: tuple[str, ...]
) -> None:
    for number in range(OF_BOTH):
        fail(throttle, "ann", spellings[number % len(spellings)])

    assert is_closed(throttle, "ann", spellings[0])
    assert not is_closed(throttle, "ann", "10.0.0.2")
    assert not is_closed(throttle, "ann", "2001:db8:0:2::1")


def test_guesses_at_the_same_time_count_as_well(app: Flask) -> None:
    with ThreadPoolExecutor(12) as threads:
        statuses = list(
            threads.map(lambda _: guess(app.test_client(), "ann"), range(14))
        )

    assert statuses.count(401) == OF_BOTH
    assert statuses.count(429) == 4


def test_a_right_password_leaves_nothing_counted(throttle: Throttle) -> None:
    for _ in range(3 * OF_ADDRESS):
        with throttle.attempt("ann", "10.0.0.1"):
            pass

    assert not is_closed(throttle, "ann", "10.0.0.1")


def test_a_crowd_at_the_door_is_asked_to_come_back(app: Flask) -> None:
    with room_of(PLACES):
        answer = sign_in(app.test_client(), "ann")

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert sign_in(app.test_client(), "ann").status_code == 303


def test_one_who_waits_many_times_leaves_places_for_others() -> None:
    with room_of(PLACES, sender="10.0.0.1", is_known=False) as places:
        assert places < PLACES
        with turn("ann", "10.0.0.2", is_known=False):
            pass


def test_strangers_leave_places_for_browsers_that_are_known() -> None:
    with ExitStack() as room:
        for number in range(PLACES):
            with suppress(TooManyAttempts):
                room.enter_context(turn("ann", f"10.0.0.{number}", is_known=False))

        with turn("bob", "a-browser", is_known=True):
            pass
        with (
            pytest.raises(TooManyAttempts),
            turn("bob", "10.9.9.9", is_known=False),
        ):
            pass


def test_a_name_that_nobody_has_is_compared_as_well(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    # How long it takes would tell who has an account.
    compared: list[str] = []

    def compare(password_hash: str, password: str) -> bool:
        compared.append(password_hash)
        return check_password_hash(password_hash, password)

    monkeypatch.setattr(passwords, "check_password_hash", compare)

    assert guess(app.test_client(), "nobody") == 401
    assert compared == [nobodys_hash()]


def test_basic_is_no_way_around(app: Flask) -> None:
    curl = app.test_client(use_cookies=False)

    answers = [
        curl.get("/uploads/", auth=("ann", f"guess-{number}")).status_code
        for number in range(OF_BOTH + 1)
    ]

    assert answers == [401] * OF_BOTH + [429]
    assert sign_in(app.test_client(), "ann").status_code == 429
    assert curl.get("/uploads/", auth=("bob", PASSWORD)).status_code == 200


def test_a_program_that_keeps_its_cookies_is_known_too(app: Flask) -> None:
    program, guesser = app.test_client(), app.test_client(use_cookies=False)
    assert program.get("/uploads/", auth=("ann", PASSWORD)).status_code == 200
    for number in range(OF_BOTH):
        guesser.get("/uploads/", auth=("ann", f"guess-{number}"))

    assert guesser.get("/uploads/", auth=("ann", PASSWORD)).status_code == 429
    assert program.get("/uploads/", auth=("ann", PASSWORD)).status_code == 200


def test_somebody_elses_right_password_makes_no_room_to_guess(app: Flask) -> None:
    client = app.test_client()
    for _ in range(OF_BOTH):
        assert guess(client, "ann") == 401
        assert sign_in(client, "bob").status_code == 303

    assert guess(client, "ann") == 429


@pytest.mark.parametrize(
    ("proxies", "status"),
    [
        # The header is not believed: all of them come from one address.
        pytest.param(0, 429, id="no proxy is trusted"),
        # The proxy puts the true address last; what a visitor forges stands before it.
        pytest.param(1, 429, id="one proxy is trusted"),
    ],
)
def test_a_forged_forwarding_header_is_no_way_around(
    make_app: MakeApp, proxies: int, status: int
) -> None:
    client = with_people(make_app, TRUSTED_PROXIES=proxies).test_client()
    for number in range(OF_BOTH):
        assert guess(client, "ann", forwarded=forged(number)) == 401

    assert guess(client, "ann", forwarded=forged(99)) == status


def test_behind_a_proxy_each_visitor_counts_alone(make_app: MakeApp) -> None:
    client = with_people(make_app, TRUSTED_PROXIES=1).test_client()
    for _ in range(OF_BOTH):
        assert guess(client, "ann", forwarded="203.0.113.1") == 401

    assert guess(client, "ann", forwarded="203.0.113.1") == 429
    assert guess(client, "ann", forwarded="203.0.113.2") == 401


def with_people(make_app: MakeApp, **settings: object) -> Flask:
    """An app that Ann and Bob have accounts in."""
    app = make_app(ACCESS="private", **settings)
    add_person(app, "ann")
    add_person(app, "bob")
    return app


def guess(
    client: FlaskClient,
    name: str,
    address: str = "127.0.0.1",
    forwarded: str | None = None,
) -> int:
    """Try a wrong password; return the status."""
    headers = {"Accept": "text/plain"}
    if forwarded:
        headers["X-Forwarded-For"] = forwarded
    answer = sign_in(
        client, name, "wrong horse", headers=headers, environ_base=at(address)
    )
    return answer.status_code


def fail(
    throttle: Throttle, account: str, address: str, browser: str | None = None
) -> None:
    """Try a wrong password, where it costs no time to compare."""
    with suppress(SignInNeeded), throttle.attempt(account, address, browser):
        raise SignInNeeded


def is_closed(
    throttle: Throttle, account: str, address: str, browser: str | None = None
) -> bool:
    """Whether nothing would be compared now."""
    try:
        throttle.refuse_closed(account, address, browser)
    except TooManyAttempts:
        return True
    return False


@contextmanager
def room_of(
    wanted: int, sender: str | None = None, is_known: bool = True
) -> Iterator[int]:
    """So many who wait, as far as they are let in; yields how many were."""
    let_in = 0
    with ExitStack() as room:
        for number in range(wanted):
            with suppress(TooManyAttempts):
                room.enter_context(turn(f"somebody-{number}", sender, is_known))
                let_in += 1
        yield let_in


def at(address: str) -> dict[str, str]:
    """The address that a request comes from."""
    return {"REMOTE_ADDR": address}


def forged(number: int) -> str:
    """What arrives when a visitor at 203.0.113.9 forges the header."""
    return f"198.51.100.{number}, 203.0.113.9"


def test_replicas_count_together(database_url: str) -> None:
    replicas = [Database(database_url) for _ in range(2)]
    throttles = [Throttle(replica, 1) for replica in replicas]

    def guess_at(number: int) -> bool:
        try:
            fail(throttles[number % 2], "ann", "10.0.0.1")
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        compared = list(threads.map(guess_at, range(3 * OF_BOTH)))

    assert sum(compared) == OF_BOTH
    assert all(is_closed(throttle, "ann", "10.0.0.1") for throttle in throttles)
    assert not is_closed(Throttle(replicas[0], 2), "ann", "10.0.0.1")
    for replica in replicas:
        replica.close()


def test_what_is_over_is_forgotten(throttle: Throttle, database: Database) -> None:
    for _ in range(OF_BOTH):
        fail(throttle, "ann", "10.0.0.1")
    with database.begin() as connection:
        connection.execute(schema.attempts.update().values(ends_ms=now_ms() - 1))

    assert not is_closed(throttle, "ann", "10.0.0.1")
    fail(throttle, "bob", "10.0.0.2")
    with database.begin() as connection:
        counts = connection.execute(sa.select(schema.attempts.c.count)).scalars()
        assert counts.all() == [1, 1, 1]


def test_where_nothing_can_be_written_it_counts_in_memory(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/catalog.db"
    Database(url).close()

    with read_only(tmp_path):
        database = Database(url)
        throttle = Throttle(database, 1)
        with throttle.attempt("bob", "10.0.0.1"):
            pass
        for _ in range(OF_BOTH):
            fail(throttle, "ann", "10.0.0.1")
        assert is_closed(throttle, "ann", "10.0.0.1")
        assert not is_closed(throttle, "bob", "10.0.0.1")
        database.close()
