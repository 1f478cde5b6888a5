"""The tables of version 0.1.0, and how their rows read in those that came after."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

MOUNT = 1
"""There was one Dropslot in a database, and this is what it becomes."""
MOUNT_NAME = "dropslot"


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of a table read in another one.

    :param old: the table of 0.1.0.
    :param columns: what stands there for each column of the newer one.
    """

    old: str
    columns: Mapping[str, str]

    def select(self, there: Collection[str], schema: str = "") -> str:
        """The rows, as SQL.

        :param there: the columns that the old table has, for some came later.
        """
        told = ", ".join(
            f"{said if self.is_there(said, there) else 'NULL'} AS {column}"
            for column, said in self.columns.items()
        )
        return f"SELECT {told} FROM {schema}{self.old}"  # noqa: S608

    def is_there(self, said: str, there: Collection[str]) -> bool:
        """Whether what stands for a column is a number, or a column that is there."""
        return said.isdigit() or said in there


def _as_they_were(*names: str, **others: str) -> dict[str, str]:
    return {"mount": str(MOUNT), **{name: name for name in names}, **others}


_UPLOAD = ("name", "title", "owner", "browser", "mime_type", "size_bytes")
_MORE_OF_IT = ("width_px", "height_px", "created_ms")
_SESSION = ("id", "sender", "total_bytes", "name", "state", "refusal", "touched_ms")
_PERSON = ("id", "name_key", "name", "password_hash", "is_admin")

READINGS = {
    # Only later builds of 0.1.0 had its last column.
    "dropslot_uploads": Reading(
        "uploads", _as_they_were(*_UPLOAD, *_MORE_OF_IT, "sender_name")
    ),
    # Which chunks were there stood in the folder only: they are sent again.
    "dropslot_upload_sessions": Reading(
        "partials",
        _as_they_were(
            *_SESSION,
            chunk_bytes="piece_bytes",
            leased_ms="claimed_ms",
            received_bytes="0",
        ),
    ),
    "dropslot_users": Reading("dropslot_people", _as_they_were(*_PERSON)),
    "dropslot_user_sign_ins": Reading(
        "dropslot_sign_ins", _as_they_were("digest", "ends_ms", user_id="person_id")
    ),
}
"""By the name of the newer table."""


def is_of_first_version(inspector: sa.Inspector) -> bool:
    """Whether 0.1.0 made the tables of a database; a host's may be called alike."""
    # The column that came later tells nothing.
    uploads = {*_UPLOAD, *_MORE_OF_IT}
    partials = {*_SESSION, "piece_bytes", "claimed_ms"}
    return all(
        inspector.has_table(table)
        and wanted <= {column["name"] for column in inspector.get_columns(table)}
        for table, wanted in (("partials", partials), ("uploads", uploads))
    )
