"""A chat knows in which dialog the client was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """A chat knows in which dialog the client was answered."""
    number = sa.Column("answered_in", sa.BigInteger(), server_default="0", nullable=False)
    op.add_column("chat", number)
    op.execute("UPDATE chat SET answered_in = dialog WHERE answered")
    op.drop_column("chat", "answered")
