"""Opens the database, with every table: to write, or to read where that is all."""

from __future__ import annotations

import sqlalchemy as sa

from .migrations import bring_up, refuse_newer, version_of
from .schema import uploads
from .sqlite import engine_to_read, engine_to_write

_POSTGRESQL = "postgresql+psycopg"


def url_of(told: str) -> sa.URL:
    """A URL, with the driver that we use where it names none.

    :raises ValueError: it names another one.
    :raises sqlalchemy.exc.ArgumentError: it is no URL.
    """
    url = sa.make_url(told)
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername=_POSTGRESQL)
    if url.get_backend_name() != "sqlite" and url.drivername != _POSTGRESQL:
        raise ValueError(f"PostgreSQL is asked by psycopg 3 only: {_POSTGRESQL}://")
    return url


def open_to_write(url: sa.URL) -> tuple[sa.Engine, str | None]:
    """An engine whose database has every table, and the schema that it had before.

    :raises SQLAlchemyError, ImportError, ValueError: it cannot be opened.
    :raises NewerSchema: its tables are of a newer Dropslot.
    """
    if url.get_backend_name() == "sqlite":
        engine = engine_to_write(url)
    else:
        from .postgresql import engine_of

        engine = engine_of(url)
    try:
        return engine, bring_up(engine)
    except BaseException:
        engine.dispose()
        raise


def open_to_read(url: sa.URL) -> sa.Engine:
    """An engine for an SQLite file that is there and cannot be written to.

    :raises SQLAlchemyError: it cannot even be read, or is no file.
    :raises NewerSchema: its tables are of a newer Dropslot.
    """
    engine = engine_to_read(url)
    try:
        with engine.connect() as connection:
            refuse_newer(version_of(connection))
            connection.execute(sa.select(1).select_from(uploads).limit(1))
    except BaseException:
        engine.dispose()
        raise
    return engine
