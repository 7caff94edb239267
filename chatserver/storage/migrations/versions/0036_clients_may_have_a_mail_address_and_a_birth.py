"""Clients may have a mail address and a date of birth."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Clients may have a mail address and a date of birth."""
    for name in ("email", "birth"):
        op.add_column("client", sa.Column(name, sa.String(), nullable=True))
