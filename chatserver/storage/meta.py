"""What does the database say of itself?"""

import secrets

from sqlmodel import col, select

from chatserver.storage.database import Database
from chatserver.storage.tables import Meta

EPOCH = "log_epoch"


async def log_epoch(db: Database) -> str:
    """Return the name of this database's history: it changes when a backup is restored."""
    async with db.session() as session:
        return (await session.exec(select(Meta.value).where(col(Meta.name) == EPOCH))).one()


async def renew_epoch(db: Database) -> str:
    """Give the history a new name, so that every client drops what it knows; return it."""
    epoch = secrets.token_hex(8)
    async with db.transaction() as session:
        row = (await session.exec(select(Meta).where(col(Meta.name) == EPOCH))).one()
        row.value = epoch
    return epoch
