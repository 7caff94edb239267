"""What is stored of the texts that employees send again and again?"""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big, text


class CannedReply(SQLModel, table=True):
    """A text ready to be sent. `owner` None: the organisation shares it."""

    __tablename__ = "canned_reply"
    __table_args__ = (Index("ix_canned_reply_org_owner", "org", "owner", "id"),)

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id")
    owner: str | None = Field(default=None, foreign_key="staff.id", index=True)
    title: str
    text: str = text()
    version: int = 1
    created_at: int = big()
    updated_at: int = big()
