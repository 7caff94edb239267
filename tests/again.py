"""How do rows that were written once come into another empty database at once?

To write them anew, row by row through SQLAlchemy, takes ten times what a script of them takes.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chatserver.storage.database import Database


async def script_of(database: Database, tables: Sequence[Table]) -> str:
    """Return a transaction that writes all rows that these tables have, in this order."""
    async with database.engine.connect() as connection:
        written = [await _inserts(connection, table) for table in tables]
    return "\n".join(["BEGIN;", *written, "COMMIT;"])


async def run(database: Database, script: str) -> None:
    """Run a script in one go."""
    async with database.engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await (driver.executescript if database.dialect == "sqlite" else driver.execute)(script)


async def _inserts(connection: AsyncConnection, table: Table) -> str:
    on_sqlite = connection.dialect.name == "sqlite"
    quoted = func.quote if on_sqlite else func.quote_nullable
    rows = await connection.execute(select(*(quoted(column) for column in table.columns)))
    values = ", ".join(f"({', '.join(row)})" for row in rows)
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    return f'INSERT INTO "{table.name}" ({names}) VALUES {values};' if values else ""
