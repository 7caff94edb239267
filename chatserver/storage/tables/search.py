"""What is stored so that messages are found by their words? (docs/decisions/0088)

Written behind the log, a moment later, by whoever follows it (actions/chats/message_index.py):
nothing here is the truth, and all of it can be made anew.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Index,
    Integer,
    MetaData,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big


def _words() -> Any:  # noqa: ANN401 - as SQLModel types its fields
    return Field(sa_type=Text().with_variant(TSVECTOR(), "postgresql"), nullable=False)


class MessageText(SQLModel, table=True):
    """The stems of a message's words (core/fragments.py); not the message. A note for colleagues
    stands there, too, with its number below zero as its `seq`.

    Later messages have greater ids, so that the newest are found first.
    """

    __tablename__ = "message_text"
    __table_args__ = (
        UniqueConstraint("chat", "seq"),
        Index("ix_message_text_org", "org", "id"),
    )

    id: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer(), "sqlite"),
    )
    org: str
    chat: str
    seq: int = big()
    words: str = _words()


class IndexedChat(SQLModel, table=True):
    """How far a chat's log has been followed, and up to which change its notes."""

    __tablename__ = "indexed_chat"

    chat: str = Field(primary_key=True)
    seq: int = big()
    notes: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})


class IndexedOrg(SQLModel, table=True):
    """How far an organisation's changes have been followed, by its `rev`."""

    __tablename__ = "indexed_org"

    org: str = Field(primary_key=True)
    rev: int = big()


# What one of the two databases alone has. `schema.sql` shows SQLite's.
# Words wait in a list of 64 KiB, which each search reads, and go into the index together: that
# takes half as long as one by one, and a longer list would hold up whoever writes.
Index(
    "ix_message_text_words",
    SQLModel.metadata.tables["message_text"].c.words,
    postgresql_using="gin",
    postgresql_with={"fastupdate": "on", "gin_pending_list_limit": 64},
).ddl_if(dialect="postgresql")
# Few bytes for many rows: the words of the newest messages alone are found quickly by both.
Index(
    "ix_message_text_id",
    SQLModel.metadata.tables["message_text"].c.id,
    postgresql_using="brin",
    postgresql_with={"pages_per_range": 32},
).ddl_if(dialect="postgresql")
Index(
    "ix_client_search",
    SQLModel.metadata.tables["client"].c.search,
    postgresql_using="gin",
    postgresql_ops={"search": "gin_trgm_ops"},
).ddl_if(dialect="postgresql")
Index(
    "ix_object_search",
    SQLModel.metadata.tables["object"].c.search,
    postgresql_using="gin",
    postgresql_ops={"search": "gin_trgm_ops"},
).ddl_if(dialect="postgresql")
# The beginning of a path, whatever the database's order of letters.
Index(
    "ix_object_path",
    SQLModel.metadata.tables["object"].c.org,
    SQLModel.metadata.tables["object"].c.path,
    postgresql_ops={"path": "text_pattern_ops"},
).ddl_if(dialect="postgresql")
POSTGRES_INDEXES = frozenset(
    {
        "ix_message_text_words",
        "ix_message_text_id",
        "ix_client_search",
        "ix_object_search",
        "ix_object_path",
    }
)
POSTGRES_EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
FTS = "message_fts"
SQLITE_SEARCH = (
    f"""CREATE VIRTUAL TABLE {FTS}
    USING fts5(words, content='message_text', content_rowid='id', tokenize='unicode61')""",
    f"""CREATE TRIGGER message_text_added AFTER INSERT ON message_text BEGIN
    INSERT INTO {FTS}(rowid, words) VALUES (new.id, new.words);
END""",
    f"""CREATE TRIGGER message_text_changed AFTER UPDATE ON message_text BEGIN
    INSERT INTO {FTS}({FTS}, rowid, words) VALUES ('delete', old.id, old.words);
    INSERT INTO {FTS}(rowid, words) VALUES (new.id, new.words);
END""",
    f"""CREATE TRIGGER message_text_removed AFTER DELETE ON message_text BEGIN
    INSERT INTO {FTS}({FTS}, rowid, words) VALUES ('delete', old.id, old.words);
END""",
)


@event.listens_for(SQLModel.metadata, "before_create")
def _extend(_: MetaData, connection: Connection, **__: object) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(POSTGRES_EXTENSION)


@event.listens_for(SQLModel.metadata.tables["message_text"], "after_create")
def _search(_: object, connection: Connection, **__: object) -> None:
    if connection.dialect.name == "sqlite":
        for statement in SQLITE_SEARCH:
            connection.exec_driver_sql(statement)
