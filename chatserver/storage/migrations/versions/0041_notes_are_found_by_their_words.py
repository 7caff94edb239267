"""Notes are found by their words."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Notes are found by their words."""
    notes = sa.Column("notes", sa.BigInteger(), server_default="0", nullable=False)
    op.add_column("indexed_chat", notes)
    # Their chats are looked at once more; what was followed of the logs is not read again.
    op.execute(
        """UPDATE indexed_org SET rev = 0 WHERE org IN (SELECT org FROM chat WHERE notes > 0)"""
    )
