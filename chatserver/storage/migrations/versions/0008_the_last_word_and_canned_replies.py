"""Who has the last word in a chat, and canned replies."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Who has the last word in a chat, and canned replies."""
    with op.batch_alter_table("chat", schema=None) as batch_op:
        batch_op.add_column(sa.Column("spoke", sa.String(), nullable=True))
    op.execute(
        """UPDATE chat SET spoke = (SELECT CASE event.by_kind WHEN 'client' THEN 'client'
            ELSE 'staff' END FROM event WHERE event.chat = chat.id AND event.seq = chat.preview_seq)
            WHERE preview_seq > 0"""
    )
    op.create_table(
        "canned_reply",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_canned_reply_org_org")),
        sa.ForeignKeyConstraint(["owner"], ["staff.id"], name=op.f("fk_canned_reply_owner_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_reply")),
    )
    with op.batch_alter_table("canned_reply", schema=None) as batch_op:
        batch_op.create_index("ix_canned_reply_org_owner", ["org", "owner", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_canned_reply_owner"), ["owner"], unique=False)
