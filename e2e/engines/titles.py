"""What has arrived, by the names that the visitor gave."""

from __future__ import annotations

from program import Program


def titles(program: Program) -> list[str]:
    """What the pictures are called, in the order of the alphabet."""
    listed = program.get_json("/uploads/?limit=500")
    return sorted(upload["title"] for upload in listed["uploads"])
