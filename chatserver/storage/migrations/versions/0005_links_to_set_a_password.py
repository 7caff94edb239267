"""Links to set a password."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Invitations and resets."""
    op.create_table(
        "password_link",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('invite', 'reset')", name=op.f("ck_password_link_kind")),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_password_link_staff_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_link")),
        sa.UniqueConstraint("hash", name=op.f("uq_password_link_hash")),
    )
    with op.batch_alter_table("password_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_link_staff"), ["staff"], unique=False)
