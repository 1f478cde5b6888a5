"""A database as version 0.1.0 left it, and who opens one at the same time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa
from dropslot.database import opening

# Of its first builds; later ones had one column more.
_TABLES = """
CREATE TABLE uploads (
    name VARCHAR(48) NOT NULL, title TEXT NOT NULL, owner TEXT,
    browser VARCHAR(64) NOT NULL, mime_type VARCHAR(32) NOT NULL,
    size_bytes BIGINT NOT NULL, width_px INTEGER NOT NULL, height_px INTEGER NOT NULL,
    created_ms BIGINT NOT NULL, PRIMARY KEY (name));
CREATE INDEX uploads_of_browser ON uploads (browser, name);
CREATE INDEX uploads_of_owner ON uploads (owner, name);
CREATE TABLE partials (
    id VARCHAR(64) NOT NULL, sender TEXT NOT NULL, total_bytes BIGINT NOT NULL,
    piece_bytes BIGINT NOT NULL, name VARCHAR(48) NOT NULL, state VARCHAR(8) NOT NULL,
    refusal TEXT, touched_ms BIGINT NOT NULL, claimed_ms BIGINT, PRIMARY KEY (id));
CREATE INDEX ix_partials_sender ON partials (sender);
CREATE INDEX ix_partials_touched_ms ON partials (touched_ms);
CREATE TABLE dropslot_people (
    id VARCHAR(80) NOT NULL, name_key TEXT NOT NULL, name TEXT NOT NULL,
    password_hash TEXT NOT NULL, is_admin BOOLEAN NOT NULL,
    PRIMARY KEY (id), UNIQUE (name_key));
CREATE TABLE dropslot_sign_ins (
    digest VARCHAR(64) NOT NULL, person_id VARCHAR(80) NOT NULL,
    ends_ms BIGINT NOT NULL, PRIMARY KEY (digest));
CREATE INDEX ix_dropslot_sign_ins_ends_ms ON dropslot_sign_ins (ends_ms);
CREATE INDEX ix_dropslot_sign_ins_person_id ON dropslot_sign_ins (person_id)
"""
NAMES = [f"0192f0c1-2a3b-7c4d-8e5f-0123456789a{n}.png" for n in range(3)]
_ROWS = f"""
INSERT INTO uploads VALUES
    ('{NAMES[0]}', 'a.png', NULL, 'b1', 'image/png', 100, 4, 3, 1700000000000),
    ('{NAMES[1]}', 'b.png', 'ann-1', 'b2', 'image/png', 200, 8, 6, 1700000001000),
    ('{NAMES[2]}', 'Ä é.png', 'ann-1', 'b2', 'image/png', 300, 8, 6, 1700000002000);
INSERT INTO partials VALUES
    ('s1', 'browser/b1', 9000, 1024, 'x.png', 'open', NULL, 1700000003000, NULL),
    ('s2', 'owner/ann-1', 200, 1024, '{NAMES[1]}', 'kept', NULL, 1700000004000, 17);
INSERT INTO dropslot_people VALUES ('ann-1', 'ann', 'Ann', 'hash of ann', true);
INSERT INTO dropslot_sign_ins VALUES ('digest', 'ann-1', 4000000000000)
"""
_COPIES = """
INSERT INTO uploads SELECT name, title, owner, browser, mime_type, size_bytes, width_px,
    height_px, created_ms FROM new_dropslot_uploads;
INSERT INTO partials SELECT id, sender, total_bytes, chunk_bytes, name, state, refusal,
    touched_ms, leased_ms FROM new_dropslot_upload_sessions;
INSERT INTO dropslot_people SELECT id, name_key, name, password_hash, is_admin
    FROM new_dropslot_users;
INSERT INTO dropslot_sign_ins SELECT digest, user_id, ends_ms
    FROM new_dropslot_user_sign_ins
"""
_OPEN = "import sys; from dropslot.database import Database; input(); Database({url!r})"


def make(url: str, *, has_sender_name: bool = True) -> None:
    """Make the tables of 0.1.0, with rows in each of them."""
    engine = sa.create_engine(opening.url_of(url))
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        for statement in [*_TABLES.split(";"), *_ROWS.split(";")]:
            connection.exec_driver_sql(statement)
        if has_sender_name:
            connection.exec_driver_sql(
                "ALTER TABLE uploads ADD COLUMN sender_name TEXT"
            )
            connection.exec_driver_sql(
                "UPDATE uploads SET sender_name = 'A. ' || title"
            )
    engine.dispose()


def turn_back(folder: Path) -> None:
    """Make what lies in an upload folder what 0.1.0 would have left there: tables,
    chunks by their index, a file for each mark."""
    hidden = folder / ".dropslot"
    url = f"sqlite:///{hidden}/catalog.db"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for table in sa.inspect(connection).get_table_names():
            connection.exec_driver_sql(f'ALTER TABLE "{table}" RENAME TO "new_{table}"')
        for statement in [*_TABLES.split(";"), *_COPIES.split(";")]:
            connection.exec_driver_sql(statement)
        for table in sa.inspect(connection).get_table_names():
            if table.startswith("new_"):
                connection.exec_driver_sql(f'DROP TABLE "{table}"')
        query = "SELECT id, piece_bytes FROM partials"
        sizes = {row[0]: row[1] for row in connection.exec_driver_sql(query)}
    engine.dispose()
    (hidden / "id").unlink()
    (hidden / "unsettled").mkdir()
    for session in (hidden / "chunks").iterdir():
        for chunk in list(session.iterdir()):
            earlier = hidden / "partial" / session.name
            earlier.mkdir(parents=True, exist_ok=True)
            chunk.rename(earlier / str(int(chunk.name) // sizes[session.name]))
        session.rmdir()
    (hidden / "chunks").rmdir()


def open_at_once(url: str, times: int) -> Sequence[int]:
    """Open a database in several processes at the same time; how each of them ended."""
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", _OPEN.format(url=url)],
                    stdin=subprocess.PIPE,
                )
            )
            for _ in range(times)
        ]
        for process in processes:
            assert process.stdin
            process.stdin.write(b"\n")
            process.stdin.flush()
        return [process.wait() for process in processes]
