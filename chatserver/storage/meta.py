"""What does the database say of itself?"""

from sqlmodel import col, select

from chatserver.storage.database import Database
from chatserver.storage.tables import Meta

EPOCH = "log_epoch"


async def log_epoch(db: Database) -> str:
    """Return the name of this database's history: it changes when a backup is restored."""
    async with db.session() as session:
        return (await session.exec(select(Meta.value).where(col(Meta.name) == EPOCH))).one()
