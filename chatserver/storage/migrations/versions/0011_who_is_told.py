"""Devices, how far their owners were told, and who looks at what."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """What happened before is told to nobody."""
    op.create_table(
        "device",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=True),
        sa.Column("owner_kind", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=True),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("p256dh", sa.String(), nullable=False),
        sa.Column("auth", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_device_org_org")),
        sa.ForeignKeyConstraint(
            ["session"], ["staff_session.id"], name=op.f("fk_device_session_staff_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("hash", name=op.f("uq_device_hash")),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_org"), ["org"], unique=False)
        batch_op.create_index(batch_op.f("ix_device_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_device_session"), ["session"], unique=False)
    op.create_table(
        "told",
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("assignment", sa.BigInteger(), nullable=False),
        sa.Column("n_client", sa.BigInteger(), nullable=False),
        sa.Column("n_staff", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat", name=op.f("pk_told")),
    )
    op.create_table(
        "noticed",
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_noticed_org_org")),
        sa.PrimaryKeyConstraint("org", name=op.f("pk_noticed")),
    )
    op.create_table(
        "node",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node")),
    )
    op.create_table(
        "look",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("node", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", "chat", "node", name=op.f("pk_look")),
    )
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_look_node"), ["node"], unique=False)
    op.execute("INSERT INTO noticed (org, rev) SELECT id, rev FROM org")
    op.execute(
        "INSERT INTO told (chat, assignment, n_client, n_staff)"
        " SELECT id, assignment, n_client, n_staff FROM chat"
    )
