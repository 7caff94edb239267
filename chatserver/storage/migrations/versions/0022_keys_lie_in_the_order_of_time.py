"""Keys lie in the order of time."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_KEYED = sa.text('"key" IS NOT NULL')


def upgrade() -> None:
    """Keys lie in the order of time."""
    op.create_index(
        "uq_event_key",
        "event",
        ["key", "sender"],
        unique=True,
        sqlite_where=_KEYED,
        postgresql_where=_KEYED,
    )
    op.drop_index("uq_event_sender_key", table_name="event")
