"""One first visit of a phone to an upload page: ours, or one of its peers'.

A page is *usable* once it has taken a file. As soon as the file input that its code
listens to is in the document, a file is put into it, once, as a picker does; then the
page must show it in its list. All times run from the beginning of the navigation, on
the page's own clock. The file is cut short, so the server keeps none, and the gallery
stays as empty as it was.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import Browser, ViewportSize

_PHONE: ViewportSize = {"width": 390, "height": 844}
# How much slower a phone is than this machine.
_CPU_RATE = 4
_CUT_BYTES = 50
_CHOOSE = """([input, row, photo]) => {
  const bytes = Uint8Array.from(atob(photo), (sign) => sign.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], "photo.jpg", { type: "image/jpeg" }));
  // A guest in somebody's page has a tree of its own.
  const own = () => document.querySelector("drop-slot")?.shadowRoot;
  const find = (one) => document.querySelector(one) ?? own()?.querySelector(one);
  const everything = { childList: true, subtree: true };
  const observer = new MutationObserver(() => {
    if (own()) observer.observe(own(), everything);
    const found = !window.chosen && find(input);
    if (found) {
      window.chosen = performance.now();
      found.files = files.files;
      found.dispatchEvent(new Event("input", { bubbles: true }));
      found.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (!window.usable && find(row)) {
      window.usable = performance.now();
    }
  });
  observer.observe(document, everything);
}"""
# What the page brought in until then; what it asks for the file is not counted.
_SEEN = """() => {
  const own = performance.getEntriesByType("resource").filter(
    ({ name, startTime, initiatorType }) =>
      name.startsWith("http") &&
      startTime <= window.usable &&
      !["xmlhttprequest", "fetch"].includes(initiatorType));
  const all = [...performance.getEntriesByType("navigation"), ...own];
  const bytes = all.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  return [window.chosen, window.usable, all.length, bytes];
}"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A page that takes files.

    :param name: what the tables call it.
    :param input: the selector of the file input that its own code listens to.
    :param row: that of a file in its list.
    """

    name: str
    path: str
    input: str
    row: str


_UPPY = ".uppy-Dashboard-input", ".uppy-Dashboard-Item"
DROPSLOT = Peer("Dropslot", "/photos/", "#files", "#rows > li")
GUEST = Peer("Dropslot, as a guest", "/peers/guest", "#files", "#rows > li")
UPPY = Peer("Uppy, its ready-made bundle", "/peers/uppy.html", *_UPPY)
PEERS = (
    UPPY,
    Peer("Uppy, only what is needed", "/peers/uppy-bundled.html", *_UPPY),
    Peer("FilePond", "/peers/filepond.html", ".filepond--browser", ".filepond--item"),
    Peer("stock Dropzone", "/peers/dropzone.html", ".dz-hidden-input", ".dz-preview"),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit has seen.

    :param chosen_ms: when there was an input that keeps what is chosen.
    :param usable_ms: when that file was in the list.
    :param body_bytes: of all answers, compressed as they came.
    """

    chosen_ms: float
    usable_ms: float
    requests: int
    body_bytes: int


def visit(browser: Browser, peer: Peer, address: str) -> Visit:
    """Visit a page with an empty cache and connections of its own.

    :param address: scheme, host and port.
    """
    context = browser.new_context(viewport=_PHONE, ignore_https_errors=True)
    page = context.new_page()
    processor = context.new_cdp_session(page)
    processor.send("Emulation.setCPUThrottlingRate", {"rate": _CPU_RATE})
    page.add_init_script(f"({_CHOOSE})({[peer.input, peer.row, _photo()]!r})")
    page.goto(address + peer.path, wait_until="load")
    page.locator(peer.row).first.wait_for(state="attached")
    seen = page.evaluate(_SEEN)
    context.close()
    return Visit(*seen)


def _photo() -> str:
    file = io.BytesIO()
    Image.new("RGB", (320, 240), (14, 102, 100)).save(file, "JPEG")
    return base64.b64encode(file.getvalue()[:-_CUT_BYTES]).decode()
