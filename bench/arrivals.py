"""Dropslot's page against stock Dropzone: many files, and a line that breaks."""

from __future__ import annotations

import runpy
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from bench import served
from bench.line import Line, line_to
from bench.pictures import Picture, Pictures
from bench.report import Result, Table
from bench.stock_page import open_stock_page

_MANY = 1500
_BYTES_A_SECOND = 8 * 1024**2
_CUT_SECONDS = 3
_GIVE_UP_SECONDS = 300
# To make a File of each path is the browser's own work, in one task, and the page's
# part of that task begins with the change event.
_WATCH = """
window.longest = 0;
let chosen = 0;
addEventListener("change", () => { chosen = performance.now(); }, true);
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) {
    const end = startTime + duration;
    if (!chosen || end < chosen) continue;
    window.longest = Math.max(window.longest, end - Math.max(startTime, chosen));
  }
}).observe({ type: "longtask", buffered: true });
"""
# Both pages tell how many of their files have arrived.
_ARRIVED = {
    "Dropslot": "document.querySelectorAll('.row[data-state=arrived]').length",
    "stock Dropzone": "document.querySelectorAll('.dz-success').length",
}
_INPUT = {"Dropslot": "#files", "stock Dropzone": ".dz-hidden-input"}


@dataclass(frozen=True, slots=True)
class Run:
    """How one page brought its files to the server.

    :param seconds: until the last had arrived; None when it never did by itself.
    :param longest_block_ms: how long the page did not answer its visitor at most.
    """

    page: str
    seconds: float | None
    sent_bytes: int
    longest_block_ms: float
    arrived: int


def measure(folder: Path, pictures: Pictures, quick: bool) -> Result:
    """Measure both pages in turn."""
    count = _MANY // 10 if quick else _MANY
    many = _many_files(folder / "many-files", count)
    large = pictures.largest_jpeg()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(playwright), args=["--no-sandbox"]
        )
        rounds = range(1 if quick else 2)
        # One round: the list of the stock page needs its time for so many rows.
        crowds = [_crowd(browser, folder, p, many) for p in _ARRIVED]
        breaks = [_broken(browser, folder, p, large) for _ in rounds for p in _ARRIVED]
        browser.close()
    return Result(
        ratios=[
            _table(f"{count} small files", crowds, None),
            _table("A 63 MB file, the line cut for 3 s half-way", breaks, large),
        ]
    )


def _crowd(browser: Browser, folder: Path, name: str, files: Sequence[Path]) -> Run:
    with served.dropslot(_fresh(folder, name)) as server, line_to(server.port) as line:
        return _send(browser, name, line, files, lambda: None)


def _broken(browser: Browser, folder: Path, name: str, large: Picture) -> Run:
    with (
        served.dropslot(_fresh(folder, name)) as server,
        line_to(server.port, _BYTES_A_SECOND) as line,
    ):

        def cut_half_way() -> None:
            while line.sent_bytes < large.size_bytes / 2:
                time.sleep(0.05)
            line.cut()
            time.sleep(_CUT_SECONDS)
            line.mend()

        return _send(browser, name, line, [large.path], cut_half_way)


def _send(
    browser: Browser,
    name: str,
    line: Line,
    files: Sequence[Path],
    happens: Callable[[], None],
) -> Run:
    page = browser.new_page()
    page.add_init_script(_WATCH)
    url = f"http://127.0.0.1:{line.port}"
    if name == "Dropslot":
        page.goto(url)
    else:
        open_stock_page(page, url)
    began, before = time.monotonic(), line.sent_bytes
    page.set_input_files(_INPUT[name], list(files))
    happens()
    arrived = _wait(page, name, len(files))
    whole = arrived == len(files)
    run = Run(
        page=name,
        seconds=time.monotonic() - began if whole else None,
        sent_bytes=line.sent_bytes - before,
        longest_block_ms=page.evaluate("window.longest"),
        arrived=arrived,
    )
    page.close()
    return run


def _wait(page: Page, name: str, count: int) -> int:
    """Wait until all have arrived, or nothing is going any more."""
    give_up = time.monotonic() + _GIVE_UP_SECONDS
    arrived = 0
    while arrived < count and time.monotonic() < give_up:
        time.sleep(0.2)
        arrived = page.evaluate(_ARRIVED[name])
        if page.evaluate("document.querySelectorAll('.dz-error').length") + arrived >= (
            count
        ):
            break
    return int(arrived)


def _table(title: str, runs: Sequence[Run], large: Picture | None) -> Table:
    rows = []
    for name in _ARRIVED:
        own = [run for run in runs if run.page == name]
        seconds = [run.seconds for run in own if run.seconds is not None]
        size_bytes = large.size_bytes if large else 0
        sent = median(run.sent_bytes for run in own)
        rows.append(
            (
                name,
                f"{median(seconds):.1f}" if seconds else "never by itself",
                f"{sent / size_bytes:.2f} x" if large else f"{sent / 1024**2:.1f} MB",
                f"{median(run.longest_block_ms for run in own):.0f}",
            )
        )
    columns = ("page", "seconds to the end", "bytes sent", "longest block, ms")
    return Table(title, columns, rows)


def _many_files(folder: Path, count: int) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number in range(count):
        path = folder / f"{number:04}.png"
        Image.new("RGB", (8, 8), (number % 256, number // 256, 99)).save(path)
        files.append(path)
    return files


def chromium(playwright: Playwright) -> str | None:
    """The browser to measure with."""
    # The browser tests find it for themselves; a measurement needs the same one.
    find = runpy.run_path(str(served.ROOT / "e2e" / "browser.py"))["find_browser"]
    found: str | None = find(playwright.chromium.executable_path)
    return found


def _fresh(folder: Path, name: str) -> Path:
    return folder / f"{name.replace(' ', '-')}-{time.monotonic_ns()}"
