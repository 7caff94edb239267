"""Tables are taken along."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Tables are taken along."""
    op.create_table(
        "chat_export",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("reach", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("held_until", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed')",
            name=op.f("ck_chat_export_state"),
        ),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_chat_export_by_staff")),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_chat_export_org_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_export")),
    )
    op.create_index("ix_chat_export_org", "chat_export", ["org", "by"], unique=False)
    op.create_index("ix_chat_export_state", "chat_export", ["state", "at"], unique=False)
