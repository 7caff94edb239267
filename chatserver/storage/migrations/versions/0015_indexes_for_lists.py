"""Indexes for lists."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Indexes for lists."""
    with op.batch_alter_table("chat", schema=None) as batch_op:
        batch_op.drop_index("ix_chat_staff")
        batch_op.create_index("ix_chat_staff", ["staff", "updated_at", "id"], unique=False)
        for column in ("place", "department", "tag_id"):
            batch_op.create_index(f"ix_chat_{column}", [column], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "ix_object_path",
            "object",
            ["org", "path"],
            postgresql_ops={"path": "text_pattern_ops"},
        )
