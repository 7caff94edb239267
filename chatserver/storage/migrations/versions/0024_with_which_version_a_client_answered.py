"""An answer to an offer says with which version of the client's app it was given."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """An answer to an offer says with which version of the client's app it was given."""
    column = sa.Column("client_version", sa.String(), nullable=False, server_default="")
    op.add_column("consent", column)
