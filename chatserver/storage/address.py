"""How is the address of a database read?"""

from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.engine.url import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from chatserver.storage import one_hop


def engine_at(url: str, **options: Any) -> AsyncEngine:  # noqa: ANN401 - SQLAlchemy's own
    """Return SQLAlchemy's way to this database.

    What follows the `?` is PostgreSQL's (sslmode, sslrootcert, application_name). SQLAlchemy takes
    it for arguments of a function, so it is asyncpg that reads it, as for the other connections.
    """
    parsed = make_url(url)
    # An argument, not a creator: so whoever listens to `do_connect` is asked, too.
    args = dict(options.pop("connect_args", {}))
    if parsed.get_backend_name() == "sqlite":
        args["async_creator_fn"] = one_hop.connect
    else:
        args["async_creator_fn"] = partial(asyncpg.connect, dsn_of(url))
        parsed = parsed.set(query={})
    return create_async_engine(parsed, connect_args=args, **options)


def dsn_of(url: str) -> str:
    """Return an address of PostgreSQL as its own driver takes it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def file_of(url: str) -> Path | None:
    """Return where the database lies if it is SQLite's."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def in_sight(url: str) -> str:
    """Return where the database is, for its operator's eyes: without a password."""
    file = file_of(url)
    if file is not None:
        return f"the file {file.absolute()}"
    parsed = make_url(url)
    port = f":{parsed.port}" if parsed.port else ""
    return f"{parsed.database} of {parsed.host or 'this machine'}{port}"
