"""The page to compare with: Dropzone 6.3.5 with nothing but its own defaults."""

from __future__ import annotations

from playwright.sync_api import Page, Route

from bench.served import ROOT

_DROPZONE = ROOT / "node_modules" / "dropzone" / "dist"
_HTML = """<!doctype html><title>stock</title>
<link rel="stylesheet" href="/stock/dropzone.css">
<form action="/" class="dropzone" id="stock"></form>
<script src="/stock/dropzone-min.js"></script>
<script>new Dropzone("#stock");</script>"""


def open_stock_page(page: Page, url: str) -> None:
    """Open it on the origin of a server, so that it may post there."""

    def serve(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name == "page":
            route.fulfill(body=_HTML, content_type="text/html")
        else:
            route.fulfill(path=_DROPZONE / name)

    page.route("**/stock/*", serve)
    page.goto(f"{url}/stock/page")
