"""What is stored of files? Their bytes lie in the file store."""

from sqlalchemy import JSON, CheckConstraint, Index, false, text
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big

GIVEN_UP = -1  # stands in `upload.here` while the bytes are removed


class FileRow(SQLModel, table=True):
    """A file that somebody uploaded: for a message, a widget, the catalogue, a review.

    One for a message is sent once, by its uploader; `chat` and `seq` then say where it is. Others
    are pictures, which many may show: `idle_since` nobody does, `kept`: a message does, for good.
    """

    __tablename__ = "file"
    __table_args__ = (
        CheckConstraint("purpose IN ('message', 'widget', 'catalogue', 'review')", name="purpose"),
        Index("ix_file_chat", "chat"),
        Index("ix_file_owner", "owner"),
        Index(
            "ix_file_gone_at",
            "gone_at",
            sqlite_where=text("gone_at IS NOT NULL"),
            postgresql_where=text("gone_at IS NOT NULL"),
        ),
        Index(
            "ix_file_unsent_at",
            "at",
            sqlite_where=text("chat IS NULL AND purpose = 'message'"),
            postgresql_where=text("chat IS NULL AND purpose = 'message'"),
        ),
        Index(
            "ix_file_picture",
            "idle_since",
            sqlite_where=text("purpose <> 'message' AND gone_at IS NULL"),
            postgresql_where=text("purpose <> 'message' AND gone_at IS NULL"),
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
    kept: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    idle_since: int | None = big(nullable=True)
    gone_at: int | None = big(nullable=True)


class UploadRow(SQLModel, table=True):
    """A file on its way: in pieces, of which `here` bytes are there, or at once, without a `size`.

    It gives way to a `file` of the same id. `here` -1: it is given up, and its bytes are removed.
    `pieces` are the names of those that count, in order; while one node makes the file of them,
    nobody else does until `held_until`. Of a build or an offer that is on its way `name` is the
    place in the store.
    """

    __tablename__ = "upload"

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id")
    purpose: str
    owner_kind: str
    owner: str = Field(index=True)
    name: str
    size: int = big()
    here: int = big(default=0)
    pieces: list[str] = Field(
        default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": "[]"}
    )
    held_until: int | None = big(nullable=True)
    at: int = big(index=True)
