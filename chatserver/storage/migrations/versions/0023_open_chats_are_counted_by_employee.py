"""Open chats are counted by employee."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

_HELD = sa.text("state = 'staff' AND staff IS NOT NULL")


def upgrade() -> None:
    """Open chats are counted by employee."""
    op.create_index("ix_chat_held", "chat", ["staff"], sqlite_where=_HELD, postgresql_where=_HELD)
