"""Each try of a piece has a name, and one node at a time makes the file."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Each try of a piece has a name, and one node at a time makes the file."""
    with op.batch_alter_table("upload") as batch_op:
        batch_op.add_column(sa.Column("pieces", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("held_until", sa.BigInteger(), nullable=True))
        batch_op.drop_column("parts")
    # Where the pieces of these lie nobody wrote down: they are given up, and begin anew.
    op.execute("UPDATE upload SET here = -1 WHERE here > 0")
