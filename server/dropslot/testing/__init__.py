"""For the tests of a host app: pictures, somebody who uploads, shared checkers."""

from __future__ import annotations

from dropslot.images import share_checkers

from .pictures import broken_picture, picture
from .uploading import Sent, upload

__all__ = [
    "Sent",
    "broken_picture",
    "picture",
    "share_checkers",
    "upload",
]
