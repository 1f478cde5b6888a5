"""What is where in an upload folder."""

from __future__ import annotations

from pathlib import Path

from dropslot.settings import HIDDEN


class Layout:
    """The folders of one store.

    :param root: the upload folder itself, with pictures and a folder for each owner.
    :ivar hidden: what is ours alone.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.hidden = root / HIDDEN
        self.staging = self.hidden / "staging"
        self.marks = self.hidden / "unsettled"
        self.thumbnails = self.hidden / "thumbnails"
        self.chunks = self.hidden / "partial"

    def make(self) -> None:
        """Make what is missing.

        :raises OSError: it cannot be made.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        self.hidden.mkdir(mode=0o700, exist_ok=True)
        for folder in (self.staging, self.marks, self.thumbnails, self.chunks):
            folder.mkdir(exist_ok=True)

    def thumbnail(self, key: str) -> Path:
        """The file of a key's thumbnail."""
        return self.thumbnails / f"{key.rsplit('/', 1)[-1]}.webp"
