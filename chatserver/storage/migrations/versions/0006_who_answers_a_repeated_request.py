"""Who answers a repeated request."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """The row of a request is a lock with a lease."""
    with op.batch_alter_table("idempotent", schema=None) as batch_op:
        batch_op.add_column(sa.Column("run", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("until", sa.BigInteger(), nullable=False, server_default="0"))
