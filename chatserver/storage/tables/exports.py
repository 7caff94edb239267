"""What is stored of tables that employees take with them?"""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big, text


class ExportRow(SQLModel, table=True):
    """A workbook of chats: what is asked for, and how far it is. Its bytes lie in the file store
    for an hour. `held_until` is how long the node that writes it may be silent; `reach` is what its
    owner could see when it was written.
    """

    __tablename__ = "chat_export"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
        Index("ix_chat_export_org", "org", "by"),
        Index("ix_chat_export_state", "state", "at"),
    )

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id")
    by: str = Field(foreign_key="staff.id")
    asked: str = text()
    reach: str = ""
    state: str = "waiting"
    rows: int = 0
    total: int | None = None
    size: int = big(default=0)
    tries: int = 0
    at: int = big()
    ended_at: int | None = big(nullable=True)
    held_until: int | None = big(nullable=True)
