"""What mini-apps push leaves a receipt, and the platform may set limits for each."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

_STATES = "('waiting', 'sent', 'no_device', 'replaced', 'dropped', 'expired', 'failed')"


def upgrade() -> None:
    """What mini-apps push leaves a receipt, and the platform may set limits for each."""
    op.create_table(
        "push_receipt",
        sa.Column("push", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(f"state IN {_STATES}", name=op.f("ck_push_receipt_state")),
        sa.ForeignKeyConstraint(["app"], ["miniapp.id"], name=op.f("fk_push_receipt_app_miniapp")),
        sa.ForeignKeyConstraint(
            ["client"], ["client.id"], name=op.f("fk_push_receipt_client_client")
        ),
        sa.PrimaryKeyConstraint("push", "client", name=op.f("pk_push_receipt")),
    )
    for columns in (("client", "app", "at"), ("app", "at"), ("at",)):
        op.create_index(f"ix_push_receipt_{'_'.join(columns)}", "push_receipt", list(columns))
    for column in ("push_every_s", "push_per_day"):
        op.add_column("miniapp", sa.Column(column, sa.Integer(), nullable=True))
