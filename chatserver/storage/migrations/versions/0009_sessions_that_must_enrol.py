"""Sessions that open nothing but the way to a second factor."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Who needs a second factor sets one up first."""
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("enrols", sa.Boolean(), nullable=False, server_default=sa.false())
        )
