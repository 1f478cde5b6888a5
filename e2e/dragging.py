"""What is dragged over the page, as the operating system drags it: folders and all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page


class Drag:
    """Files, or else a text, that come from outside of the window."""

    def __init__(self, page: Page, *paths: Path, text: str = "") -> None:
        self._session = page.context.new_cdp_session(page)
        texts = [{"mimeType": "text/plain", "data": text}] if text else []
        files = [str(path) for path in paths]
        self._data = {"items": texts, "files": files, "dragOperationsMask": 1}

    def over(self, x: float = 9, y: float = 9) -> Drag:
        """Enter the window, or go on to another place in it."""
        self._send("dragEnter", x, y)
        self._send("dragOver", x, y)
        return self

    def drop(self, x: float = 9, y: float = 9) -> None:
        """Let go of it there."""
        self.over(x, y)
        self._send("drop", x, y)

    def leave(self) -> None:
        """Leave the window; Escape looks the same to a page."""
        self._send("dragOver", -9, -9)

    def _send(self, kind: str, x: float, y: float) -> None:
        event: dict[str, Any] = {"type": kind, "x": x, "y": y, "data": self._data}
        self._session.send("Input.dispatchDragEvent", event)
