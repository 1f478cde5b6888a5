"""Who may upload, who may see what, and who may remove it: the policy, once.

The catalog asks the same question of all records at once; its form of
:meth:`Access.may_see` is in ``database/catalog.py``.
"""

from __future__ import annotations

from enum import StrEnum

from .upload import Upload
from .visitor import Visitor


class Access(StrEnum):
    """What ``DROPSLOT_ACCESS`` may be."""

    PUBLIC = "public"
    MEMBERS = "members"
    PRIVATE = "private"
    DROP_ONLY = "drop-only"

    @property
    def needs_sign_in(self) -> bool:
        """Whether only people who are signed in may upload."""
        return self in (Access.MEMBERS, Access.PRIVATE)

    @property
    def seen_by_everyone(self) -> bool:
        """Whether who asks makes no difference to what they see."""
        return self in (Access.PUBLIC, Access.MEMBERS)

    def may_upload(self, visitor: Visitor) -> bool:
        """Whether a visitor may upload."""
        return visitor.owner is not None or not self.needs_sign_in

    def sees_everything(self, visitor: Visitor) -> bool:
        """Whether a visitor may see every upload."""
        return self.seen_by_everyone or visitor.is_admin

    def may_see(self, visitor: Visitor, upload: Upload) -> bool:
        """Whether a visitor may see an upload."""
        is_seen = self.sees_everything(visitor) or upload.is_of(visitor)
        return is_seen and upload.is_at(visitor.place)


def may_remove(visitor: Visitor, upload: Upload) -> bool:
    """Whether a visitor may take an upload back, whatever the access."""
    return visitor.is_admin or upload.is_of(visitor)
