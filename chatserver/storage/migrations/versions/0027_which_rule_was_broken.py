"""A rejection may name the rule that was broken, by its address."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """A rejection may name the rule that was broken, by its address."""
    op.add_column("review", sa.Column("rule_url", sa.String(), nullable=True))
