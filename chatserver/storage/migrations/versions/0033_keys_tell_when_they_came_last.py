"""API keys tell when somebody came with them last."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """API keys tell when somebody came with them last."""
    op.add_column("api_key", sa.Column("used_at", sa.BigInteger(), nullable=True))
