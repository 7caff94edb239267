"""A dialog has a row of its own, from which reports are made."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """A dialog has a row of its own, from which reports are made."""
    op.create_table(
        "dialog",
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("opened_seq", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("n_client", sa.BigInteger(), nullable=False),
        sa.Column("tag_id", sa.String(), nullable=True),
        sa.Column("tag_text", sa.String(), nullable=True),
        sa.Column("closed_seq", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["chat"], ["chat.id"], name=op.f("fk_dialog_chat_chat")),
        sa.PrimaryKeyConstraint("chat", "number", name=op.f("pk_dialog")),
    )
    op.create_index("ix_dialog_org_opened_at", "dialog", ["org", "opened_at"])
    on_postgres = op.get_bind().dialect.name == "postgresql"

    def field(name: str) -> str:
        """Return what the event's body says under this name, as a text."""
        json = f"(event.body::jsonb ->> '{name}')"
        return json if on_postgres else f"json_extract(event.body, '$.{name}')"

    # What was said before: dialogs are opened and ended by turns, a topic is chosen between.
    op.execute(
        f"""INSERT INTO dialog (chat, number, org, opened_seq, opened_at, n_client)
            SELECT chat.id, CAST({field("dialog")} AS bigint), chat.org, event.seq, event.at,
                event.n_client
            FROM event JOIN chat ON chat.id = event.chat WHERE event.kind = 'dialog.opened'"""
    )
    op.execute(
        f"""UPDATE dialog SET closed_seq = event.seq, closed_at = event.at,
                reason = {field("reason")}
            FROM event WHERE event.kind = 'dialog.closed' AND event.chat = dialog.chat
                AND CAST({field("dialog")} AS bigint) = dialog.number"""
    )
    op.execute(
        f"""UPDATE dialog SET tag_id = {field("tag")}, tag_text = {field("text")}
            FROM event WHERE event.kind = 'tag' AND event.chat = dialog.chat
                AND event.seq = (SELECT max(e.seq) FROM event AS e
                    WHERE e.chat = dialog.chat AND e.kind = 'tag' AND e.seq > dialog.opened_seq
                    AND (dialog.closed_seq IS NULL OR e.seq < dialog.closed_seq))"""
    )
