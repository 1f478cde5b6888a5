"""What a page still holds: listeners, nodes, timers, channels, locks."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

# Each that was begun and has not ended yet.
_COUNT = """
const left = window.left = {timers: new Set(), channels: new Set(), locks: new Set()};
for (const kind of ["Timeout", "Interval"]) {
    const set = window[`set${kind}`];
    const clear = window[`clear${kind}`];
    window[`set${kind}`] = (act, ...given) => {
        const id = set((...more) => {
            if (kind === "Timeout") left.timers.delete(id);
            act(...more);
        }, ...given);
        left.timers.add(id);
        return id;
    };
    window[`clear${kind}`] = (id) => {
        left.timers.delete(id);
        clear(id);
    };
}
const Channel = BroadcastChannel;
window.BroadcastChannel = class extends Channel {
    constructor(name) {
        super(name);
        left.channels.add(this);
    }
    close() {
        left.channels.delete(this);
        super.close();
    }
};
const request = navigator.wakeLock?.request;
WakeLock.prototype.request = async function (...kind) {
    const lock = await request.apply(this, kind);
    left.locks.add(lock);
    lock.addEventListener("release", () => left.locks.delete(lock));
    return lock;
};
"""


def count_from_now_on(page: Page) -> None:
    """Count timers, channels and locks, from the next page on."""
    page.add_init_script(_COUNT)


def left(page: Page) -> dict[str, int]:
    """How many timers, channels and locks there are."""
    script = """Object.fromEntries(
        Object.entries(left).map(([kind, all]) => [kind, all.size]))"""
    found: dict[str, int] = page.evaluate(script)
    return found


def listeners(page: Page, target: str) -> int:
    """How many listeners something has, such as ``document``."""
    session = page.context.new_cdp_session(page)
    found = session.send("Runtime.evaluate", {"expression": target})["result"]
    told = session.send(
        "DOMDebugger.getEventListeners", {"objectId": found["objectId"]}
    )
    session.detach()
    return len(told["listeners"])


def nodes(page: Page) -> int:
    """How many nodes there are, once the browser has collected what nobody holds."""
    session = page.context.new_cdp_session(page)
    # The first turn may only have told some of them that they are no longer wanted.
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    counters: dict[str, Any] = session.send("Memory.getDOMCounters")
    session.detach()
    return int(counters["nodes"])
