"""How do many rows of one table go into the database at once?"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


async def insert_rows(
    session: AsyncSession, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert the rows, which all name the same columns, in this session's transaction.

    One statement for all of them: an object a row would cost a hundred times as much.
    """
    if rows:
        connection = await session.connection()
        await connection.execute(insert(SQLModel.metadata.tables[str(table.__tablename__)]), rows)
