"""A page of a host's with a drop area in it, beside those with one of its peers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.first_visit import PROTOCOLS, phone_browser, slow_lines
from bench.peer_pages import GUEST, PEERS, UPPY, Peer, Visit, visit
from bench.report import Goal, Result, Table

_ROUNDS = 9
_KB = 1000

# One round by page and protocol.
Round = Mapping[tuple[Peer, str], Visit]


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
        Goal(f"guest usable on a slow phone against Uppy, {one}", 0.5, ratio)
        for one in PROTOCOLS
        for ratio in [_ratio(rounds, UPPY, one, "usable_ms")]
    ]
    return Result(goals, ratios=[_ratios(rounds)], figures=[_figures(rounds)])


def _ratio(rounds: Sequence[Round], peer: Peer, protocol: str, what: str) -> float:
    """Of the guest to this one in the same round, the median."""
    return median(
        getattr(seen[GUEST, protocol], what) / getattr(seen[peer, protocol], what)
        for seen in rounds
    )


def _ratios(rounds: Sequence[Round]) -> Table:
    rows = [
        (
            peer.name,
            *(f"{_ratio(rounds, peer, one, 'usable_ms'):.2f}" for one in PROTOCOLS),
            f"{_ratio(rounds, peer, PROTOCOLS[0], 'body_bytes'):.2f}",
        )
        for peer in PEERS
    ]
    columns = ("", *(f"usable, {one}" for one in PROTOCOLS), "bytes")
    return Table("In a host's page, on a slow phone, against", columns, rows)


def _figures(rounds: Sequence[Round]) -> Table:
    rows = []
    for protocol in PROTOCOLS:
        for peer in (GUEST, *PEERS):
            own = [seen[peer, protocol] for seen in rounds]
            rows.append(
                (
                    peer.name,
                    protocol,
                    f"{median(v.chosen_ms for v in own) / 1000:.2f}",
                    f"{median(v.usable_ms for v in own) / 1000:.2f}",
                    f"{median(v.requests for v in own):.0f}",
                    f"{median(v.body_bytes for v in own) / _KB:.1f}",
                )
            )
    columns = ("", "by", "keeps a choice after, s", "usable after, s", "requests", "KB")
    return Table("In a host's page, on a slow phone", columns, rows)
