"""Several Dropslots in a database, each table with a name of ours, and more of them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from dropslot.database.migrations.first_tables import MOUNT_NAME, READINGS

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the new tables, copy every row and drop the old ones."""
    _keep_others_out()
    _make_mounts()
    _make_uploads()
    _make_sessions()
    _make_users()
    # Nobody has opened it so far: whoever does takes it over.
    mounts = sa.table("dropslot_mounts", sa.column("name"))
    op.get_bind().execute(mounts.insert().values(name=MOUNT_NAME))
    for new, reading in READINGS.items():
        _copy(new)
        op.drop_table(reading.old)


def _keep_others_out() -> None:
    # An earlier version may still be running, and what it records now would be lost.
    # In SQLite we are alone already.
    if op.get_bind().dialect.name == "postgresql":
        tables = ", ".join(reading.old for reading in READINGS.values())
        op.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")


def _copy(new: str) -> None:
    reading = READINGS[new]
    columns = sa.inspect(op.get_bind()).get_columns(reading.old)
    select = reading.select({column["name"] for column in columns})
    op.execute(f"INSERT INTO {new} ({', '.join(reading.columns)}) {select}")


def _mount() -> sa.Column[Any]:
    return sa.Column("mount", sa.Integer, primary_key=True, autoincrement=False)


def _make_mounts() -> None:
    op.create_table(
        "dropslot_mounts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("store", sa.Text),
        sa.Column("moved_from", sa.Text),
        sa.Column("moving_to", sa.Text),
        sa.Column("moves", sa.Integer, nullable=False, server_default="0"),
        sa.Column("records_at", sa.Text),
        sa.Column("folder_id", sa.String(32), unique=True),
        sa.Column("bucket_id", sa.String(32)),
        sa.Column("secret", sa.String(64)),
    )


def _make_uploads() -> None:
    op.create_table(
        "dropslot_uploads",
        _mount(),
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
    )
    _index("dropslot_uploads_of_owner", "dropslot_uploads", "owner", "name")
    _index(
        "dropslot_uploads_of_browser", "dropslot_uploads", "browser", "owner", "name"
    )
    op.create_table(
        "dropslot_marks",
        _mount(),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("noted_ms", sa.BigInteger, nullable=False),
        sa.Column("seized", sa.Boolean, nullable=False),
    )
    _index("dropslot_marks_noted", "dropslot_marks", "noted_ms")


def _make_sessions() -> None:
    op.create_table(
        "dropslot_upload_sessions",
        _mount(),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("total_bytes", sa.BigInteger, nullable=False),
        sa.Column("chunk_bytes", sa.BigInteger, nullable=False),
        sa.Column("received_bytes", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String(48), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("refusal", sa.Text),
        sa.Column("touched_ms", sa.BigInteger, nullable=False),
        sa.Column("leased_ms", sa.BigInteger),
    )
    sessions = "dropslot_upload_sessions"
    _index("dropslot_upload_sessions_of_sender", sessions, "sender")
    _index("dropslot_upload_sessions_touched", sessions, "touched_ms")
    op.create_table(
        "dropslot_chunks",
        _mount(),
        sa.Column("session_id", sa.String(64), primary_key=True),
        sa.Column("offset_bytes", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
    )


def _make_users() -> None:
    op.create_table(
        "dropslot_users",
        _mount(),
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("is_admin", sa.Boolean, nullable=False),
        sa.UniqueConstraint("mount", "name_key", name="dropslot_users_named"),
    )
    op.create_table(
        "dropslot_user_sign_ins",
        _mount(),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("user_id", sa.String(80), nullable=False),
        sa.Column("ends_ms", sa.BigInteger, nullable=False),
    )
    sign_ins = "dropslot_user_sign_ins"
    _index("dropslot_user_sign_ins_of_user", sign_ins, "user_id")
    _index("dropslot_user_sign_ins_end", sign_ins, "ends_ms")
    op.create_table(
        "dropslot_attempts",
        _mount(),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("ends_ms", sa.BigInteger, nullable=False),
    )
    _index("dropslot_attempts_end", "dropslot_attempts", "ends_ms")


def _index(name: str, table: str, *columns: str) -> None:
    op.create_index(name, table, ["mount", *columns])
