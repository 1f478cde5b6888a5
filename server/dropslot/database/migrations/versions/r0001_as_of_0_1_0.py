"""The tables of version 0.1.0, which knew no schemas: some may be there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make those that are not there."""
    _make(
        "uploads",
        sa.Column("name", sa.String(48), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("mime_type", sa.String(32), nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("width_px", sa.Integer, nullable=False),
        sa.Column("height_px", sa.Integer, nullable=False),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
    )
    _index("uploads_of_owner", "uploads", "owner", "name")
    _index("uploads_of_browser", "uploads", "browser", "name")
    _make(
        "partials",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("total_bytes", sa.BigInteger, nullable=False),
        sa.Column("piece_bytes", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String(48), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("refusal", sa.Text),
        sa.Column("touched_ms", sa.BigInteger, nullable=False),
        sa.Column("claimed_ms", sa.BigInteger),
    )
    _index("ix_partials_sender", "partials", "sender")
    _index("ix_partials_touched_ms", "partials", "touched_ms")
    _make(
        "dropslot_people",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("name_key", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("is_admin", sa.Boolean, nullable=False),
    )
    _make(
        "dropslot_sign_ins",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.String(80), nullable=False),
        sa.Column("ends_ms", sa.BigInteger, nullable=False),
    )
    _index("ix_dropslot_sign_ins_person_id", "dropslot_sign_ins", "person_id")
    _index("ix_dropslot_sign_ins_ends_ms", "dropslot_sign_ins", "ends_ms")


def _make(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(name, *columns, if_not_exists=True)


def _index(name: str, table: str, *columns: str) -> None:
    op.create_index(name, table, list(columns), if_not_exists=True)
