"""Files that go, and files by their owner."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """What the sweep and the owner's bounds ask."""
    with op.batch_alter_table("file", schema=None) as batch_op:
        batch_op.create_index("ix_file_owner", ["owner"], unique=False)
        batch_op.create_index(
            "ix_file_gone_at",
            ["gone_at"],
            unique=False,
            sqlite_where=sa.text("gone_at IS NOT NULL"),
            postgresql_where=sa.text("gone_at IS NOT NULL"),
        )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index("ix_upload_owner", ["owner"], unique=False)
