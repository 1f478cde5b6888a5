"""Takes the steps from an earlier schema to the newest one, with Alembic."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from .versions import NEWEST


def take_steps(connection: sa.Connection, until: str = NEWEST) -> None:
    """Take them within a transaction that has begun.

    A database that Alembic does not know yet takes all of them.
    """
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "dropslot.database:migrations")
    command.upgrade(config, until)
