"""Pictures that nobody shows go."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_PICTURES = "purpose <> 'message' AND gone_at IS NULL"


def upgrade() -> None:
    """Pictures that nobody shows go. Nobody knows which of the first ones messages show."""
    op.add_column(
        "file", sa.Column("kept", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("file", sa.Column("idle_since", sa.BigInteger(), nullable=True))
    op.execute("UPDATE file SET kept = TRUE WHERE purpose IN ('widget', 'catalogue')")
    op.create_index(
        "ix_file_picture",
        "file",
        ["idle_since"],
        unique=False,
        sqlite_where=sa.text(_PICTURES),
        postgresql_where=sa.text(_PICTURES),
    )
