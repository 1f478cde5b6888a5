"""``python -m bench``: run all measurements, or some, and show what they found."""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import (
    arrivals,
    checks,
    fetches,
    fire,
    first_visit,
    forms,
    guest,
    listing,
    neighbours,
    page_weight,
    performance_page,
    replicas,
    slow_clients,
    uploads,
)
from bench.pictures import Pictures
from bench.report import Result, goals_table

PARTS = (
    "uploads",
    "checks",
    "forms",
    "fetches",
    "slow",
    "neighbours",
    "listing",
    "arrivals",
    "page",
    "visit",
    "guest",
    "replicas",
    "fire",
)


def main() -> None:
    """Run the command line."""
    given = _parser().parse_args()
    parts = given.parts or PARTS
    results: list[Result] = []
    with tempfile.TemporaryDirectory(dir=given.folder, prefix="bench-") as name:
        for part in parts:
            began = time.monotonic()
            result = _measure(part, Path(name), given.quick)
            results.append(result)
            _show(part, result, time.monotonic() - began)
    print(goals_table(results).markdown())
    if given.quick or set(parts) != set(PARTS):
        print("\nOnly a full run is written to docs/performance.md.")
    else:
        performance_page.write(results, Path(given.folder), datetime.now(UTC))
        print(f"\nWritten to {performance_page.PAGE}.")


def _measure(part: str, folder: Path, quick: bool) -> Result:
    pictures = Pictures(folder / "pictures")
    if part == "uploads":
        return uploads.measure(folder, pictures, quick)
    if part == "checks":
        return checks.measure(pictures, quick)
    if part == "forms":
        return forms.measure(folder, pictures, quick)
    if part == "fetches":
        return fetches.measure(folder, pictures, quick)
    if part == "slow":
        return slow_clients.measure(folder, pictures, quick)
    if part == "neighbours":
        return neighbours.measure(folder, quick)
    if part == "listing":
        return listing.measure(folder, quick)
    if part == "arrivals":
        return arrivals.measure(folder, pictures, quick)
    if part == "fire":
        return fire.measure(folder, quick)
    if part == "replicas":
        return replicas.measure(folder, pictures, quick)
    if part == "visit":
        return first_visit.measure(folder, quick)
    if part == "guest":
        return guest.measure(folder, quick)
    return page_weight.measure(folder)


def _show(part: str, result: Result, seconds: float) -> None:
    for table in (*result.ratios, *result.figures):
        print(f"{table.markdown()}\n")
    print(f"({part}: {seconds:.0f} s)\n", flush=True)


def _part(name: str) -> str:
    if name not in PARTS:
        raise argparse.ArgumentTypeError(f"there is no {name}")
    return name


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measure Dropslot side by side with others, on this machine only.",
    )
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="part",
        # Python 3.11 would also compare the empty list of no part with `choices`.
        type=_part,
        help=f"what to measure: {', '.join(PARTS)} (all)",
    )
    parser.add_argument(
        "--quick", action="store_true", help="fewer rounds: to try, not to publish"
    )
    parser.add_argument(
        "--folder",
        default="/var/tmp",
        help="where uploads go meanwhile; must be on a real disk (/var/tmp)",
    )
    return parser


if __name__ == "__main__":
    main()
