"""The upload: the record of one kept picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .names import owner_folder
from .place import values_of
from .visitor import Visitor


@dataclass(frozen=True, slots=True)
class Upload:
    """One kept picture: its record. It does not change; the bytes are its store's.

    :param name: ours, and what to remember it by: a UUID and the extension of its
        format, such as ``0192f0c1-2a3b-7c4d-8e5f-0123456789ab.jpg``. Names sort in the
        order in which they were given.
    :param title: what its sender called it, for display and download only; never part
        of a path.
    :param owner: the id of the person whose it is, as text; None: nobody's.
    :param browser: the anonymous id of the browser that sent it; ``""`` where a host's
        own code kept it.
    :param mime_type: of its format, such as ``image/jpeg``.
    :param size_bytes: how many bytes it has, as they came.
    :param width_px: as displayed, so after EXIF rotation.
    :param height_px: likewise.
    :param created: when it was kept, in UTC, in milliseconds.
    :param sender_name: what its sender called themselves, where they were asked; for
        display only, nobody has proven it.
    :param place: what it belongs to where the address says so, such as ``album=5``;
        elsewhere "".
    """

    name: str
    title: str
    owner: str | None
    browser: str
    mime_type: str
    size_bytes: int
    width_px: int
    height_px: int
    created: datetime
    sender_name: str | None = None
    place: str = ""

    @property
    def key(self) -> str:
        """Where its bytes are in the store: its owner's folder, if any, and name."""
        return f"{owner_folder(self.owner)}/{self.name}" if self.owner else self.name

    @property
    def place_values(self) -> dict[str, str]:
        """The values of its place as text: ``{"album": "5"}``."""
        return values_of(self.place)

    def is_at(self, place: str) -> bool:
        """Whether it is there for who asks at a place; "" is everywhere."""
        return not place or self.place == place

    def is_of(self, visitor: Visitor) -> bool:
        """Whether this visitor uploaded it."""
        if self.owner is not None:
            return self.owner == visitor.owner
        return self.browser == visitor.browser
