"""Clients pay for orders in mini-apps."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

_STATES = (
    "('created', 'pending', 'paid', 'canceled', 'failed', 'expired', 'refund_pending', 'refunded',"
    " 'partially_refunded')"
)
_ATTEMPTS = "('opening', 'pending', 'succeeded', 'failed', 'canceled')"


def upgrade() -> None:
    """Clients pay for orders in mini-apps."""
    _orders()
    _attempts()
    _refunds()
    _entries()
    _fake_payee()


def _orders() -> None:
    op.create_table(
        "app_order",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("env", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=True),
        sa.Column("sub", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ends_as", sa.String(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("entity", sa.String(), nullable=True),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(f"state IN {_STATES}", name=op.f("ck_app_order_state")),
        sa.CheckConstraint("env IN ('live', 'test')", name=op.f("ck_app_order_env")),
        sa.CheckConstraint("ends_as IN ('canceled', 'expired')", name=op.f("ck_app_order_ends_as")),
        sa.CheckConstraint(
            "refunded >= 0 AND refunded <= amount", name=op.f("ck_app_order_refunded")
        ),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_app_order_org_org")),
        sa.ForeignKeyConstraint(["app"], ["miniapp.id"], name=op.f("fk_app_order_app_miniapp")),
        sa.ForeignKeyConstraint(["client"], ["client.id"], name=op.f("fk_app_order_client_client")),
        sa.ForeignKeyConstraint(
            ["entity"], ["legal_entity.id"], name=op.f("fk_app_order_entity_legal_entity")
        ),
        sa.ForeignKeyConstraint(
            ["account"], ["account.id"], name=op.f("fk_app_order_account_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_order")),
        sa.UniqueConstraint(
            "app", "env", "external_id", name=op.f("uq_app_order_app_env_external_id")
        ),
    )
    for columns in (("app", "env", "id"), ("org", "id"), ("app", "created_at"), ("client",)):
        op.create_index(f"ix_app_order_{'_'.join(columns)}", "app_order", list(columns))
    _partial(
        "ix_app_order_expires_at", "app_order", "expires_at", "state IN ('created', 'pending')"
    )


def _attempts() -> None:
    op.create_table(
        "order_attempt",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("order", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("ask_at", sa.BigInteger(), nullable=False),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state IN {_ATTEMPTS}", name=op.f("ck_order_attempt_state")),
        sa.ForeignKeyConstraint(
            ["order"], ["app_order.id"], name=op.f("fk_order_attempt_order_app_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_attempt")),
        sa.UniqueConstraint(
            "provider", "reference", name=op.f("uq_order_attempt_provider_reference")
        ),
    )
    asked = "state IN ('opening', 'pending')"
    _partial("uq_order_attempt_open", "order_attempt", "order", asked, unique=True)
    op.create_index("ix_order_attempt_order", "order_attempt", ["order"])
    _partial("ix_order_attempt_ask_at", "order_attempt", "ask_at", asked)


def _refunds() -> None:
    op.create_table(
        "order_refund",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("order", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_kind", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("ask_at", sa.BigInteger(), nullable=False),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'succeeded', 'failed')", name=op.f("ck_order_refund_state")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_order_refund_amount")),
        sa.ForeignKeyConstraint(
            ["order"], ["app_order.id"], name=op.f("fk_order_refund_order_app_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_refund")),
        sa.UniqueConstraint("order", "key", name=op.f("uq_order_refund_order_key")),
    )
    _partial("ix_order_refund_ask_at", "order_refund", "ask_at", "state = 'pending'")


def _entries() -> None:
    op.create_table(
        "order_entry",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("order", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('charge', 'refund')", name=op.f("ck_order_entry_kind")),
        sa.ForeignKeyConstraint(
            ["order"], ["app_order.id"], name=op.f("fk_order_entry_order_app_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_entry")),
        sa.UniqueConstraint(
            "provider", "kind", "reference", name=op.f("uq_order_entry_provider_kind_reference")
        ),
    )
    op.create_index("ix_order_entry_order", "order_entry", ["order"])


def _fake_payee() -> None:
    op.create_table(
        "fake_payment",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("chosen_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'paid', 'slow', 'failed', 'canceled')",
            name=op.f("ck_fake_payment_state"),
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_fake_payment")),
        sa.UniqueConstraint("key", name=op.f("uq_fake_payment_key")),
    )
    op.create_table(
        "fake_refund",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("payment", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment"],
            ["fake_payment.reference"],
            name=op.f("fk_fake_refund_payment_fake_payment"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_fake_refund")),
    )
    op.create_index("ix_fake_refund_payment", "fake_refund", ["payment"])


def _partial(name: str, table: str, column: str, where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(
        name,
        table,
        [column],
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )
