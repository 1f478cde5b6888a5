"""What Alembic runs: the steps, within a transaction of ours."""

from __future__ import annotations

from alembic import context

from dropslot.database.migrations.versions import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    # A host app may have one of its own.
    version_table=VERSION_TABLE,
)
context.run_migrations()
