"""Folders on the visitor's disk."""

from __future__ import annotations

from pathlib import Path

from pictures import jpeg


def make_folder(tmp_path: Path) -> Path:
    """Three pictures, one of them deeper, and what nobody means to send."""
    folder = tmp_path / "holiday"
    (folder / "deeper").mkdir(parents=True)
    for n, name in enumerate(("a.jpg", "b.jpg", "deeper/c.jpg", ".hidden.jpg")):
        (folder / name).write_bytes(jpeg(seed=n))
    (folder / "Thumbs.db").write_bytes(b"x")
    return folder
