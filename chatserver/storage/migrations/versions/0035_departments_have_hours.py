"""Departments have hours."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Departments have hours."""
    op.add_column("department", sa.Column("hours", sa.JSON(), nullable=True))
