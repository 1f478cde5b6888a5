"""The door in front of the checkers: places, shares, and turns that go round."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from dropslot.images import door as door_module
from dropslot.images.door import Door, Sender
from dropslot.model import Busy

ANN = Sender("192.0.2.1", "ann")
BOB = Sender("192.0.2.1", "bob")
CLEO = Sender("192.0.2.2", "cleo")


@pytest.fixture
def door() -> Door:
    """A door with one checker behind it and eight places."""
    return Door(turns=1, places=8)


@pytest.fixture
def inside() -> Iterator[ExitStack]:
    """Whoever has come in stays until the end of the test."""
    with ExitStack() as inside:
        yield inside


@pytest.mark.parametrize(
    ("senders", "comes", "is_let_in"),
    [
        pytest.param([ANN] * 3, ANN, True, id="below the share of one"),
        pytest.param([ANN] * 4, ANN, False, id="over the share of one"),
        pytest.param([ANN] * 4, BOB, True, id="another of that address"),
        pytest.param([ANN] * 4 + [BOB] * 2, BOB, False, id="an address with its share"),
        pytest.param([ANN] * 4 + [BOB] * 2, CLEO, True, id="another address"),
        pytest.param(
            [ANN] * 4 + [CLEO] * 4, Sender("192.0.2.3", ""), False, id="a full house"
        ),
    ],
)
def test_nobody_takes_all_places(
    door: Door,
    inside: ExitStack,
    senders: list[Sender],
    comes: Sender,
    is_let_in: bool,
) -> None:
    for sender in senders:
        inside.enter_context(door.place(sender))

    if is_let_in:
        inside.enter_context(door.place(comes))
    else:
        with pytest.raises(Busy) as refusal:
            inside.enter_context(door.place(comes))
        assert refusal.value.blanks["seconds"]


def test_who_has_left_makes_room(door: Door, inside: ExitStack) -> None:
    for _ in range(20):
        with door.place(ANN):
            pass

    for _ in range(4):
        inside.enter_context(door.place(ANN))


@pytest.mark.parametrize(
    ("waiting", "order"),
    [
        pytest.param([ANN, ANN, BOB], "bob ann ann", id="among one address"),
        pytest.param([ANN, BOB, CLEO], "cleo bob ann", id="among two addresses"),
        pytest.param([BOB, CLEO, BOB], "cleo bob bob", id="the address first"),
    ],
)
def test_after_anns_turn_those_come_who_had_fewest(
    door: Door, inside: ExitStack, waiting: list[Sender], order: str
) -> None:
    had: list[str] = []
    for sender in waiting:
        inside.enter_context(door.place(sender))
    with door.turn(ANN):
        threads = [_take_turn(door, sender, had) for sender in waiting]

    for thread in threads:
        thread.join()
    assert had == order.split()


def test_who_waits_too_long_is_asked_to_come_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_module, "PATIENCE_SECONDS", 0.01)

    with door.turn(ANN), pytest.raises(Busy), door.turn(BOB):
        pass

    with door.turn(BOB):
        pass


def _take_turn(door: Door, sender: Sender, had: list[str]) -> threading.Thread:
    """Have somebody wait; return once they do."""

    def wait() -> None:
        with door.turn(sender):
            had.append(sender.name)

    before = door.waiting
    thread = threading.Thread(target=wait)
    thread.start()
    while door.waiting == before:
        thread.join(0.001)
    return thread
