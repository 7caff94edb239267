"""Words wait for their index, and go into it together."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Words wait for their index, and go into it together."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """ALTER INDEX ix_message_text_words
                SET (fastupdate = on, gin_pending_list_limit = 64)"""
        )
