"""Whoever guesses passwords is slowed down, wherever they seem to come from."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import pytest
from apps import MakeApp
from dropslot.accounts import passwords
from dropslot.accounts.passwords import ROOM, nobodys_hash, turn
from dropslot.accounts.throttle import Throttle
from dropslot.model import SignInNeeded, TooManyAttempts
from flask import Flask
from flask.testing import FlaskClient
from signing import PASSWORD, add_person, sign_in
from werkzeug.security import check_password_hash

OF_ACCOUNT, OF_ADDRESS = 10, 30


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """An app that Ann and Bob have accounts in."""
    return with_people(make_app)


def test_an_account_is_closed_to_guesses_from_everywhere(app: Flask) -> None:
    client = app.test_client()
    for number in range(OF_ACCOUNT):
        assert guess(client, "ann", address=f"10.0.0.{number}") == 401

    # Another address, another spelling, and even the right password.
    answer = sign_in(client, " ANN", PASSWORD, environ_base=at("10.9.9.9"))

    assert answer.status_code == 429
    assert answer.headers["Dropslot-Error"] == "too-many-attempts"
    assert 0 < int(answer.headers["Retry-After"]) <= 300
    assert answer.text.startswith("Too many attempts")
    assert sign_in(client, "bob").status_code == 303


def test_an_address_is_closed_to_guesses_at_everybody(app: Flask) -> None:
    client = app.test_client()
    for number in range(OF_ADDRESS):
        assert guess(client, f"somebody-{number}", address="10.0.0.1") == 401

    assert guess(client, "bob", address="10.0.0.1") == 429
    assert guess(client, "bob", address="10.0.0.2") == 401


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
    spellings: tuple[str, ...],
) -> None:
    throttle = Throttle()
    for number in range(OF_ADDRESS):
        address = spellings[number % len(spellings)]
        with suppress(SignInNeeded), throttle.attempt(f"n-{number}", address):
            raise SignInNeeded

    with pytest.raises(TooManyAttempts):
        throttle.refuse_closed("another", spellings[0])
    throttle.refuse_closed("another", "10.0.0.2")
    throttle.refuse_closed("another", "2001:db8:0:2::1")


def test_guesses_at_the_same_time_count_as_well(app: Flask) -> None:
    with ThreadPoolExecutor(12) as threads:
        statuses = list(
            threads.map(lambda _: guess(app.test_client(), "ann"), range(14))
        )

    assert statuses.count(401) == OF_ACCOUNT
    assert statuses.count(429) == 4


def test_a_crowd_at_the_door_is_asked_to_come_back(app: Flask) -> None:
    with ExitStack() as room:
        for number in range(ROOM):
            room.enter_context(turn(f"somebody-{number}"))
        answer = sign_in(app.test_client(), "ann")

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert sign_in(app.test_client(), "ann").status_code == 303


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
        for number in range(OF_ACCOUNT + 1)
    ]

    assert answers == [401] * OF_ACCOUNT + [429]
    assert sign_in(app.test_client(), "ann").status_code == 429


def test_somebody_elses_right_password_makes_no_room_to_guess(app: Flask) -> None:
    client = app.test_client()
    for _ in range(OF_ACCOUNT):
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
    for number in range(OF_ADDRESS):
        assert guess(client, f"somebody-{number}", forwarded=forged(number)) == 401

    assert guess(client, "bob", forwarded=forged(99)) == status


def test_behind_a_proxy_each_visitor_counts_alone(make_app: MakeApp) -> None:
    client = with_people(make_app, TRUSTED_PROXIES=1).test_client()
    for number in range(OF_ADDRESS):
        assert guess(client, f"somebody-{number}", forwarded="203.0.113.1") == 401

    assert guess(client, "bob", forwarded="203.0.113.1") == 429
    assert guess(client, "bob", forwarded="203.0.113.2") == 401


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


def at(address: str) -> dict[str, str]:
    """The address that a request comes from."""
    return {"REMOTE_ADDR": address}


def forged(number: int) -> str:
    """What arrives when a visitor at 203.0.113.9 forges the header."""
    return f"198.51.100.{number}, 203.0.113.9"
