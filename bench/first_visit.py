"""The first visit on a slow phone, beside those to the pages of Dropslot's peers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from bench import served
from bench.arrivals import chromium
from bench.http2 import http2_to
from bench.peer_pages import DROPSLOT, PEERS, UPPY, Peer, Visit, visit
from bench.report import Goal, Result, Table
from bench.slow_line import slow_line_to

_ROUNDS = 9
_KB = 1000
PROTOCOLS = ("HTTP/1.1", "HTTP/2")

# One round by page and protocol.
Round = Mapping[tuple[Peer, str], Visit]


def measure(folder: Path, quick: bool) -> Result:
    """Visit every page by both protocols, round by round."""
    with slow_lines(folder) as addresses, phone_browser() as browser:
        rounds = [
            {
                (peer, protocol): visit(browser, peer, addresses[protocol])
                for protocol in PROTOCOLS
                for peer in (DROPSLOT, *PEERS)
            }
            for _ in range(1 if quick else _ROUNDS)
        ]
    goals = [
        Goal(
            f"usable on a slow phone against Uppy, {p}",
            0.5,
            ratio(rounds, DROPSLOT, UPPY, p),
        )
        for p in PROTOCOLS
    ]
    return Result(
        goals,
        ratios=[_ratios(rounds)],
        figures=[figures("First visit on a slow phone", DROPSLOT, rounds)],
    )


@contextmanager
def slow_lines(folder: Path) -> Iterator[dict[str, str]]:
    """Where the pages are, on a phone's line, by protocol."""
    with ExitStack() as stack:
        server = stack.enter_context(served.peers(folder / "first-visit"))
        nginx = stack.enter_context(http2_to(server.port, folder / "nginx"))
        plain = stack.enter_context(slow_line_to(server.port))
        encrypted = stack.enter_context(slow_line_to(nginx))
        addresses = f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{encrypted}"
        yield dict(zip(PROTOCOLS, addresses, strict=True))


@contextmanager
def phone_browser() -> Iterator[Browser]:
    """A browser for visits, with whatever certificate."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(playwright),
            args=["--no-sandbox", "--ignore-certificate-errors"],
        )
        yield browser
        browser.close()


def ratio(
    rounds: Sequence[Round],
    page: Peer,
    peer: Peer,
    protocol: str,
    what: str = "usable_ms",
) -> float:
    """Of a page to another in the same round, the median."""
    ratios = [
        getattr(seen[page, protocol], what) / getattr(seen[peer, protocol], what)
        for seen in rounds
    ]
    return float(median(ratios))


def _ratios(rounds: Sequence[Round]) -> Table:
    rows = [
        (peer.name, *(f"{ratio(rounds, DROPSLOT, peer, p):.2f}" for p in PROTOCOLS))
        for peer in PEERS
    ]
    title = "First visit on a slow phone: time until usable, against"
    return Table(title, ("", *PROTOCOLS), rows)


def figures(title: str, page: Peer, rounds: Sequence[Round]) -> Table:
    """What was measured of a page and of all its peers, medians."""
    rows = []
    for protocol in PROTOCOLS:
        for peer in (page, *PEERS):
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
    return Table(title, columns, rows)
