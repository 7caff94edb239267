"""The outbox is told: attempts, pauses, and keys under which rows take each other's place."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """What is to be told may wait, fail, and belong to the platform."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.alter_column("org", existing_type=sa.String(), nullable=True)
        batch_op.add_column(sa.Column("collapse", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("next_at", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("failure", sa.String(), nullable=True))
        batch_op.create_index(
            "ix_outbox_due",
            ["topic", "next_at"],
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
        batch_op.create_index(
            "ix_outbox_collapse",
            ["collapse"],
            sqlite_where=sa.text("collapse IS NOT NULL AND done_at IS NULL"),
            postgresql_where=sa.text("collapse IS NOT NULL AND done_at IS NULL"),
        )
