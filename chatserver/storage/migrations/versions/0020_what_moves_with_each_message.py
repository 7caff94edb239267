"""What moves with each message is found by an index of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_WAITS = "state = 'staff' AND staff IS NULL"
_GONE = ("ix_chat_org_rev", "ix_chat_org_updated_at", "ix_chat_staff", "ix_chat_unread")


def upgrade() -> None:
    """What moves with each message is found by an index of its own."""
    op.create_table(
        "chat_order",
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("updated_minute", sa.BigInteger(), nullable=False),
        sa.Column("unread", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["chat"], ["chat.id"], name="fk_chat_order_chat_chat"),
        sa.PrimaryKeyConstraint("org", "rev", name="pk_chat_order"),
        sqlite_with_rowid=False,
    )
    op.execute(
        """INSERT INTO chat_order (org, rev, chat, updated_minute, unread)
            SELECT org, rev, id, updated_at / 60000, n_client - staff_read_n - staff_dead > 0
            FROM chat"""
    )
    op.create_index(
        "ix_chat_order_unread",
        "chat_order",
        ["org", "updated_minute"],
        sqlite_where=sa.text("unread"),
        postgresql_where=sa.text("unread"),
    )
    for name in (*_GONE, "ix_chat_waits"):
        op.drop_index(name, table_name="chat")
    op.add_column("chat", sa.Column("updated_minute", sa.BigInteger(), nullable=True))
    op.execute("UPDATE chat SET updated_minute = updated_at / 60000")
    with op.batch_alter_table("chat") as batch_op:
        batch_op.alter_column("updated_minute", existing_type=sa.BigInteger(), nullable=False)
        batch_op.create_check_constraint(
            op.f("ck_chat_updated_minute"), "updated_minute = updated_at / 60000"
        )
    op.create_index("ix_chat_org_updated_minute", "chat", ["org", "updated_minute"])
    op.create_index("ix_chat_staff", "chat", ["staff", "updated_minute"])
    op.create_index(
        "ix_chat_waits",
        "chat",
        ["org", "updated_minute"],
        sqlite_where=sa.text(_WAITS),
        postgresql_where=sa.text(_WAITS),
    )
    if op.get_bind().dialect.name == "postgresql":
        # A chat's next row finds room beside the last one, and no index need know of it.
        op.execute("ALTER TABLE chat SET (fillfactor = 80)")
