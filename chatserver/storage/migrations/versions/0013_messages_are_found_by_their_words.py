"""Messages are found by their words."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"

_SQLITE = (
    """CREATE VIRTUAL TABLE message_fts
    USING fts5(words, content='message_text', content_rowid='id', tokenize='unicode61')""",
    """CREATE TRIGGER message_text_added AFTER INSERT ON message_text BEGIN
    INSERT INTO message_fts(rowid, words) VALUES (new.id, new.words);
END""",
    """CREATE TRIGGER message_text_changed AFTER UPDATE ON message_text BEGIN
    INSERT INTO message_fts(message_fts, rowid, words) VALUES ('delete', old.id, old.words);
    INSERT INTO message_fts(rowid, words) VALUES (new.id, new.words);
END""",
    """CREATE TRIGGER message_text_removed AFTER DELETE ON message_text BEGIN
    INSERT INTO message_fts(message_fts, rowid, words) VALUES ('delete', old.id, old.words);
END""",
)


def upgrade() -> None:
    """Messages are found by their words."""
    op.create_table(
        "message_text",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column(
            "words", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_text")),
        sa.UniqueConstraint("chat", "seq", name=op.f("uq_message_text_chat_seq")),
    )
    op.create_index("ix_message_text_org", "message_text", ["org", "id"])
    op.create_table(
        "indexed_chat",
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat", name=op.f("pk_indexed_chat")),
    )
    op.create_table(
        "indexed_org",
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org", name=op.f("pk_indexed_org")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in _SQLITE:
            op.execute(statement)
        return
    # Trusted since PostgreSQL 13: the owner of the database may make it.
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_index(
        "ix_message_text_words",
        "message_text",
        ["words"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index(
        "ix_client_search",
        "client",
        ["search"],
        postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    )
