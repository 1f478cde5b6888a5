"""Why an upload was removed."""

from __future__ import annotations

from enum import StrEnum


class RemovalReason(StrEnum):
    """What ``upload_removed`` says as its ``reason``; there may be others one day."""

    DELETED = "deleted"
    """By somebody who may: on the page, by ``DELETE``, or by ``slot.remove``."""

    REPLACED = "replaced"
    """By a later one of the same owner and name: ``slot.keep(..., replace=True)``."""

    TAKEN_BACK = "taken-back"
    """By its sender, who gave up while it was being sent, when it had just arrived."""
