"""Indexes for searches, and for chats that are unread or wait."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_PARTIAL = {
    "ix_chat_unread": "(n_client - staff_read_n) - staff_dead > 0",
    "ix_chat_waits": "state = 'staff' AND staff IS NULL",
}


def upgrade() -> None:
    """Indexes for searches, and for chats that are unread or wait."""
    for name, within in _PARTIAL.items():
        op.drop_index(name, table_name="chat")
        op.create_index(
            name,
            "chat",
            ["org", "updated_at", "id"],
            sqlite_where=sa.text(within),
            postgresql_where=sa.text(within),
        )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "ix_message_text_id",
            "message_text",
            ["id"],
            postgresql_using="brin",
            postgresql_with={"pages_per_range": 32},
        )
