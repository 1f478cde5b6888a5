"""Every table on one screen. How older ones become these: ``migrations/``.

Times are milliseconds since the epoch, in UTC. ``mount`` is which Dropslot a row
belongs to: several may share a database (``mounts.py``).
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()


def _mount() -> sa.Column[Any]:
    return sa.Column("mount", sa.Integer, primary_key=True, autoincrement=False)


def _of_place(name: str, *columns: str) -> sa.Index:
    """An index that costs nothing where there are no places."""
    there_is_one = sa.text("place <> ''")
    return sa.Index(
        name,
        "mount",
        "place",
        *columns,
        sqlite_where=there_is_one,
        postgresql_where=there_is_one,
    )


mounts = sa.Table(
    "dropslot_mounts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # Of its blueprint; one app may have several.
    sa.Column("name", sa.Text, nullable=False),
    # Where its bytes are: a folder or a bucket. None until it was first opened.
    sa.Column("store", sa.Text),
    # Where they were before, while `dropslot move` has not taken all of them along.
    sa.Column("moved_from", sa.Text),
    # Where it is taking them just now: as long as it may, what is removed stays marked.
    sa.Column("moving_to", sa.Text),
    # How often they have moved, so that a server knows that they have since its start.
    sa.Column("moves", sa.Integer, nullable=False, server_default="0"),
    # Which database `dropslot move-records` has taken the records to, or is taking them
    # from: nobody may start with this one.
    sa.Column("records_at", sa.Text),
    # The id that lies in a folder, which may be renamed.
    sa.Column("folder_id", sa.String(32), unique=True),
    # What lies in a bucket of ours, so that no other database takes it for its own.
    sa.Column("bucket_id", sa.String(32)),
    # A digest, which tells nothing of the secret key.
    sa.Column("secret", sa.String(64)),
)

uploads = sa.Table(
    "dropslot_uploads",
    metadata,
    _mount(),
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
    sa.Column("sender_name", sa.Text),
    # What it belongs to where the address of its mount says so; "" elsewhere.
    sa.Column("place", sa.Text, nullable=False, server_default=""),
    sa.Index("dropslot_uploads_of_owner", "mount", "owner", "name"),
    sa.Index("dropslot_uploads_of_browser", "mount", "browser", "owner", "name"),
    _of_place("dropslot_uploads_of_place", "name"),
    _of_place("dropslot_uploads_of_place_owner", "owner", "name"),
    _of_place("dropslot_uploads_of_place_browser", "browser", "owner", "name"),
)

upload_sessions = sa.Table(
    "dropslot_upload_sessions",
    metadata,
    _mount(),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("sender", sa.Text, nullable=False),
    sa.Column("total_bytes", sa.BigInteger, nullable=False),
    sa.Column("chunk_bytes", sa.BigInteger, nullable=False),
    # What its chunks have together, so that nobody has to count them.
    sa.Column("received_bytes", sa.BigInteger, nullable=False),
    sa.Column("name", sa.String(48), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("refusal", sa.Text),
    sa.Column("touched_ms", sa.BigInteger, nullable=False),
    sa.Column("leased_ms", sa.BigInteger),
    sa.Index("dropslot_upload_sessions_of_sender", "mount", "sender"),
    sa.Index("dropslot_upload_sessions_touched", "mount", "touched_ms"),
)

chunks = sa.Table(
    "dropslot_chunks",
    metadata,
    _mount(),
    sa.Column("session_id", sa.String(64), primary_key=True),
    sa.Column("offset_bytes", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
)

marks = sa.Table(
    "dropslot_marks",
    metadata,
    _mount(),
    # Of a picture, or with a slash at its end of everything under it.
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("noted_ms", sa.BigInteger, nullable=False),
    # The sweep removes the bytes; nothing may be recorded under this key any more.
    sa.Column("seized", sa.Boolean, nullable=False),
    sa.Index("dropslot_marks_noted", "mount", "noted_ms"),
)

users = sa.Table(
    "dropslot_users",
    metadata,
    _mount(),
    sa.Column("id", sa.String(80), primary_key=True),
    # As it is compared: "Ann" and "ann" are one person.
    sa.Column("name_key", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("is_admin", sa.Boolean, nullable=False),
    sa.UniqueConstraint("mount", "name_key", name="dropslot_users_named"),
)

sign_ins = sa.Table(
    "dropslot_user_sign_ins",
    metadata,
    _mount(),
    # Only a digest, so that a copy of the database lets nobody in.
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("user_id", sa.String(80), nullable=False),
    sa.Column("ends_ms", sa.BigInteger, nullable=False),
    sa.Index("dropslot_user_sign_ins_of_user", "mount", "user_id"),
    sa.Index("dropslot_user_sign_ins_end", "mount", "ends_ms"),
)

attempts = sa.Table(
    "dropslot_attempts",
    metadata,
    _mount(),
    # What an attempt to sign in counts against; tells nothing of who or whence.
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("ends_ms", sa.BigInteger, nullable=False),
    sa.Index("dropslot_attempts_end", "mount", "ends_ms"),
)
