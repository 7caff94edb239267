"""What must SQLite know of its tables to choose good plans? PostgreSQL learns it by itself.

Without it SQLite takes every index for equally good, and reads all chats in their order to find
those of one client.
"""

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

# Whatever is chosen in a small table is quick, and what was learnt of it would soon be wrong.
LARGE = 10_000
# So many rows of an index are looked at: with a million of them, a few milliseconds.
SAMPLE = 1_000


async def gather_statistics(connection: AsyncConnection) -> None:
    """Look at the large tables; connections that are opened from then on know what was found."""
    if connection.dialect.name != "sqlite":
        return
    await connection.exec_driver_sql(f"PRAGMA analysis_limit = {SAMPLE}")
    for name in SQLModel.metadata.tables:
        large = f'SELECT 1 FROM "{name}" LIMIT 1 OFFSET {LARGE - 1}'
        if (await connection.exec_driver_sql(large)).first() is not None:
            await connection.exec_driver_sql(f'ANALYZE "{name}"')
