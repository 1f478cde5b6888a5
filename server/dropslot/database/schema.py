"""Every table on one screen, as version 0.1.0 made them, and what came since.

Times are milliseconds since the epoch, in UTC. Where the field's word is another than
the column's, the code says the field's: ``key`` gives it.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

uploads = sa.Table(
    "uploads",
    metadata,
    # Names sort in the order of their making: the primary key is the gallery's order.
    sa.Column("name", sa.String(48), primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("owner", sa.Text),
    sa.Column("browser", sa.String(64), nullable=False),
    sa.Column("mime_type", sa.String(32), nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("width_px", sa.Integer, nullable=False),
    sa.Column("height_px", sa.Integer, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    # A column that came later may be empty: it is added to tables that lack it, and an
    # older version goes on without it.
    sa.Column("sender_name", sa.Text),
    sa.Index("uploads_of_owner", "owner", "name"),
    sa.Index("uploads_of_browser", "browser", "name"),
)

upload_sessions = sa.Table(
    "partials",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("sender", sa.Text, nullable=False, index=True),
    sa.Column("total_bytes", sa.BigInteger, nullable=False),
    sa.Column("piece_bytes", sa.BigInteger, nullable=False, key="chunk_bytes"),
    sa.Column("name", sa.String(48), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("refusal", sa.Text),
    sa.Column("touched_ms", sa.BigInteger, nullable=False, index=True),
    sa.Column("claimed_ms", sa.BigInteger, key="leased_ms"),
)

users = sa.Table(
    "dropslot_people",
    metadata,
    sa.Column("id", sa.String(80), primary_key=True),
    # As it is compared: "Ann" and "ann" are one person.
    sa.Column("name_key", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("is_admin", sa.Boolean, nullable=False),
)

sign_ins = sa.Table(
    "dropslot_sign_ins",
    metadata,
    # Only a digest, so that a copy of the database lets nobody in.
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("person_id", sa.String(80), nullable=False, index=True, key="user_id"),
    sa.Column("ends_ms", sa.BigInteger, nullable=False, index=True),
)
