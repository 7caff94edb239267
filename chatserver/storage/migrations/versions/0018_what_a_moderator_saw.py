"""A picture of what a moderator saw, with a review."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """A picture of what a moderator saw, with a review."""
    op.add_column("review", sa.Column("screenshot", sa.String(), nullable=True))
