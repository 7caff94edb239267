"""Closed organisations, versions of roles, keys of organisations, a log that can be searched."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Closed organisations, versions of roles, keys of organisations, a log to be searched."""
    with op.batch_alter_table("org", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))

    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.add_column(sa.Column("org", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("objects", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("by", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_api_key_org"), ["org"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_api_key_org_org"), "org", ["org"], ["id"])

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_org_at")
        batch_op.create_index("ix_audit_org_at", ["org", "at", "id"], unique=False)
        for name in ("action", "actor", "subject"):
            batch_op.create_index(f"ix_audit_org_{name}", ["org", name, "at", "id"], unique=False)
