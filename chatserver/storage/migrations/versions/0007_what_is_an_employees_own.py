"""What is an employee's own."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Sessions, second factors, preferences and views."""
    op.create_table(
        "staff_session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.Column("tokens_until", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_staff_session_org_org")),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_staff_session_staff_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index("ix_staff_session_org_ended_at", ["org", "ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_session_expires_at"), ["expires_at"])
        batch_op.create_index(batch_op.f("ix_staff_session_staff"), ["staff"], unique=False)
    op.execute(
        """INSERT INTO staff_session (id, staff, org, device, network, created_at, used_at,
            tokens_until, expires_at, ended_at)
        SELECT token.family, token.staff, staff.org, '', '', min(token.created_at),
            max(token.created_at), max(token.created_at) + 900000, max(token.expires_at),
            max(token.ended_at)
        FROM refresh_token AS token JOIN staff ON staff.id = token.staff
        GROUP BY token.family, token.staff, staff.org"""
    )
    op.create_table(
        "staff_totp",
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("recovery", sa.JSON(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_staff_totp_staff_staff")),
        sa.PrimaryKeyConstraint("staff", name=op.f("pk_staff_totp")),
    )
    op.create_table(
        "staff_preferences",
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff"], ["staff.id"], name=op.f("fk_staff_preferences_staff_staff")
        ),
        sa.PrimaryKeyConstraint("staff", name=op.f("pk_staff_preferences")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("of", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filter", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("order", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_saved_view_staff_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("staff", "of", "name", name=op.f("uq_saved_view_staff_of_name")),
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_view_staff"), ["staff"], unique=False)
