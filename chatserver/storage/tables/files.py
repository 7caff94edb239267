"""What is stored of files? Their bytes lie in the file store."""

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big


class FileRow(SQLModel, table=True):
    """A file that somebody uploaded: for a message, a widget, the catalogue, a review.

    One for a message is sent once, by its uploader; `chat` and `seq` then say where it is.
    """

    __tablename__ = "file"
    __table_args__ = (
        CheckConstraint("purpose IN ('message', 'widget', 'catalogue', 'review')", name="purpose"),
        Index("ix_file_chat", "chat"),
        Index(
            "ix_file_unsent_at",
            "at",
            sqlite_where=text("chat IS NULL AND purpose = 'message'"),
            postgresql_where=text("chat IS NULL AND purpose = 'message'"),
        ),
    )

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id")
    purpose: str
    owner_kind: str
    owner: str
    name: str
    mime: str
    size: int = big()
    sha256: str
    width: int | None = None
    height: int | None = None
    preview: bool = False
    chat: str | None = None
    seq: int | None = big(nullable=True)
    at: int = big()
    gone_at: int | None = big(nullable=True)


class UploadRow(SQLModel, table=True):
    """An upload that goes on piece by piece, and how much of it is there."""

    __tablename__ = "upload"

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id")
    purpose: str
    owner_kind: str
    owner: str
    name: str
    size: int = big()
    here: int = big(default=0)
    parts: int = 0
    at: int = big(index=True)
