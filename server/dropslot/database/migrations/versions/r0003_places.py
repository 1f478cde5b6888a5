"""Which place an upload belongs to; the version before goes on writing without."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_UPLOADS = "dropslot_uploads"


def upgrade() -> None:
    """Add the column, and indexes that have no rows where there are no places."""
    place = sa.Column("place", sa.Text, nullable=False, server_default="")
    op.add_column(_UPLOADS, place)
    _index("dropslot_uploads_of_place", "name")
    _index("dropslot_uploads_of_place_owner", "owner", "name")
    _index("dropslot_uploads_of_place_browser", "browser", "owner", "name")


def _index(name: str, *columns: str) -> None:
    there_is_one = sa.text("place <> ''")
    op.create_index(
        name,
        _UPLOADS,
        ["mount", "place", *columns],
        sqlite_where=there_is_one,
        postgresql_where=there_is_one,
    )
