"""A chat bears what its client said last of a dialog."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

_SCORE = """UPDATE chat SET score = (
        SELECT {} FROM event WHERE event.chat = chat.id AND event.kind = 'dialog.rated'
        ORDER BY event.seq DESC LIMIT 1)
    WHERE id IN (SELECT chat FROM dialog WHERE score IS NOT NULL)"""


def upgrade() -> None:
    """A chat bears what its client said last of a dialog."""
    op.add_column("chat", sa.Column("score", sa.Integer(), nullable=True))
    postgres = op.get_bind().dialect.name == "postgresql"
    score = "(body::jsonb ->> 'score')::integer" if postgres else "json_extract(body, '$.score')"
    op.execute(_SCORE.format(score))
    rated = sa.text("score IS NOT NULL")
    op.create_index(
        "ix_chat_score", "chat", ["org", "score"], sqlite_where=rated, postgresql_where=rated
    )
