"""A session remembers its last renewal, so that a lost answer can be asked for again."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """A session remembers its last renewal, so that a lost answer can be asked for again."""
    op.add_column("staff_session", sa.Column("renewal", sa.String(), nullable=True))
