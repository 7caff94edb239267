"""Clients rate dialogs."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

# Of dialogs that are open: who ends one later asks only a client who was answered.
_ANSWERED = """UPDATE chat SET answered = TRUE WHERE state <> 'closed' AND EXISTS (
    SELECT 1 FROM dialog JOIN event ON event.chat = dialog.chat
        AND event.seq > dialog.opened_seq AND event.kind = 'message'
        AND event.by_kind = 'staff' AND event.n_client > dialog.n_client
    WHERE dialog.chat = chat.id AND dialog.number = chat.dialog)"""


def upgrade() -> None:
    """Clients rate dialogs."""
    no = sa.false()
    op.add_column("chat", sa.Column("answered", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("dialog", sa.Column("responsible", sa.String(), nullable=True))
    op.add_column("dialog", sa.Column("asked", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("dialog", sa.Column("score", sa.Integer(), nullable=True))
    op.execute(_ANSWERED)
