"""Which row of a key was written last is asked of told ones, too."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Find every row of a key."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_collapse")
        batch_op.create_index(
            "ix_outbox_collapse",
            ["collapse"],
            sqlite_where=sa.text("collapse IS NOT NULL"),
            postgresql_where=sa.text("collapse IS NOT NULL"),
        )
