"""Employees write notes for colleagues."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Employees write notes for colleagues."""
    op.add_column("chat", sa.Column("notes", sa.BigInteger(), server_default="0", nullable=False))
    op.create_table(
        "note",
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["chat"], ["chat.id"], name="fk_note_chat_chat"),
        sa.PrimaryKeyConstraint("chat", "n", name="pk_note"),
        sa.UniqueConstraint("chat", "change", name="uq_note_chat_change"),
        sa.UniqueConstraint("author", "key", name="uq_note_author_key"),
    )
