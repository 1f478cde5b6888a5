"""A page of a host's with a drop area in it, beside those with one of its peers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.first_visit import (
    PROTOCOLS,
    Round,
    figures,
    phone_browser,
    ratio,
    slow_lines,
)
from bench.peer_pages import GUEST, PEERS, UPPY, visit
from bench.report import Goal, Result, Table

_ROUNDS = 9
_TITLE = "In a host's page, on a slow phone"


def measure(folder: Path, quick: bool) -> Result:
    """Visit every page by both protocols, round by round."""
    own = folder / "guest"
    own.mkdir()
    with slow_lines(own) as addresses, phone_browser() as browser:
        rounds = [
            {
                (peer, protocol): visit(browser, peer, addresses[protocol])
                for protocol in PROTOCOLS
                for peer in (GUEST, *PEERS)
            }
            for _ in range(1 if quick else _ROUNDS)
        ]
    goals = [
        Goal(
            f"guest usable on a slow phone against Uppy, {one}",
            0.5,
            ratio(rounds, GUEST, UPPY, one),
        )
        for one in PROTOCOLS
    ]
    return Result(
        goals, ratios=[_ratios(rounds)], figures=[figures(_TITLE, GUEST, rounds)]
    )


def _ratios(rounds: Sequence[Round]) -> Table:
    rows = [
        (
            peer.name,
            *(f"{ratio(rounds, GUEST, peer, one):.2f}" for one in PROTOCOLS),
            f"{ratio(rounds, GUEST, peer, PROTOCOLS[0], 'body_bytes'):.2f}",
        )
        for peer in PEERS
    ]
    columns = ("", *(f"usable, {one}" for one in PROTOCOLS), "bytes")
    return Table(f"{_TITLE}, against", columns, rows)
