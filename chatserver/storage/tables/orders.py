"""What is stored of what clients buy in mini-apps, and of the money?"""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big
from chatserver.storage.tables.columns import text as long_text

_STATES = (
    "('created', 'pending', 'paid', 'canceled', 'failed', 'expired', 'refund_pending', 'refunded',"
    " 'partially_refunded')"
)
# Word for word in questions, too: with parameters no database sees that the index fits.
OPEN_ORDERS = text("state IN ('created', 'pending')")
OPEN_ATTEMPTS = text("state IN ('opening', 'pending')")
OPEN_REFUNDS = text("state = 'pending'")


class AppOrder(SQLModel, table=True):
    """What a client is to pay in a mini-app. `entity` and `account` get the money: those that the
    mini-app named when it was made.

    `sub` is the client's id as the mini-app knows it; it and `client` are empty once they are
    erased (D16), `client` of a build's made-up client, too. `digest` is of what was asked for, to
    know it again.
    """

    __tablename__ = "app_order"
    __table_args__ = (
        CheckConstraint(f"state IN {_STATES}", name="state"),
        CheckConstraint("env IN ('live', 'test')", name="env"),
        CheckConstraint("ends_as IN ('canceled', 'expired')", name="ends_as"),
        CheckConstraint("refunded >= 0 AND refunded <= amount", name="refunded"),
        UniqueConstraint("app", "env", "external_id"),
        Index("ix_app_order_app_env_id", "app", "env", "id"),
        Index("ix_app_order_org_id", "org", "id"),
        Index("ix_app_order_app_created_at", "app", "created_at"),
        Index("ix_app_order_client", "client"),
        Index(
            "ix_app_order_expires_at",
            "expires_at",
            sqlite_where=OPEN_ORDERS,
            postgresql_where=OPEN_ORDERS,
        ),
    )

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id")
    app: str = Field(foreign_key="miniapp.id")
    env: str
    external_id: str
    digest: str
    client: str | None = Field(default=None, foreign_key="client.id")
    sub: str | None = None
    state: str
    ends_as: str | None = None
    amount: int = big()
    refunded: int = big(default=0)
    currency: str
    description: str = long_text()
    lines: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    entity: str | None = Field(default=None, foreign_key="legal_entity.id")
    account: str | None = Field(default=None, foreign_key="account.id")
    attempts: int = 0
    created_at: int = big()
    expires_at: int = big()
    changed_at: int = big()
    paid_at: int | None = big(nullable=True)


class OrderAttempt(SQLModel, table=True):
    """A payment at a provider by which an order is to be paid. Until the provider has answered it
    has no `reference`. `ask_at`: when it is asked next; `asks`: how often it was.
    """

    __tablename__ = "order_attempt"
    __table_args__ = (
        CheckConstraint(
            "state IN ('opening', 'pending', 'succeeded', 'failed', 'canceled')", name="state"
        ),
        UniqueConstraint("provider", "reference"),
        # Of an order one is open at a time.
        Index(
            "uq_order_attempt_open",
            "order",
            unique=True,
            sqlite_where=OPEN_ATTEMPTS,
            postgresql_where=OPEN_ATTEMPTS,
        ),
        Index("ix_order_attempt_order", "order"),
        Index(
            "ix_order_attempt_ask_at",
            "ask_at",
            sqlite_where=OPEN_ATTEMPTS,
            postgresql_where=OPEN_ATTEMPTS,
        ),
    )

    id: str = Field(primary_key=True)
    order: str = Field(foreign_key="app_order.id")
    provider: str
    state: str
    reference: str | None = None
    url: str = long_text()
    at: int = big()
    ended_at: int | None = big(nullable=True)
    asked_at: int = big()
    ask_at: int = big()
    asks: int = 0


class OrderRefund(SQLModel, table=True):
    """Money that is to go back, or went. `by_kind` is staff or back_end, `key` the name that the
    caller gave the request.
    """

    __tablename__ = "order_refund"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'succeeded', 'failed')", name="state"),
        CheckConstraint("amount > 0", name="amount"),
        UniqueConstraint("order", "key"),
        Index(
            "ix_order_refund_ask_at",
            "ask_at",
            sqlite_where=OPEN_REFUNDS,
            postgresql_where=OPEN_REFUNDS,
        ),
    )

    id: str = Field(primary_key=True)
    order: str = Field(foreign_key="app_order.id")
    amount: int = big()
    reason: str = long_text()
    by_kind: str
    by: str
    key: str | None = None
    provider: str
    state: str
    reference: str | None = None
    at: int = big()
    asked_at: int = big()
    ask_at: int = big()
    asks: int = 0


class OrderEntry(SQLModel, table=True):
    """Money that came or went back; only ever added to, and each of the provider's once."""

    __tablename__ = "order_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('charge', 'refund')", name="kind"),
        UniqueConstraint("provider", "kind", "reference"),
        Index("ix_order_entry_order", "order"),
    )

    id: str = Field(primary_key=True)
    order: str = Field(foreign_key="app_order.id")
    kind: str
    amount: int = big()
    provider: str
    reference: str
    at: int = big()


class FakePayment(SQLModel, table=True):
    """A payment with the fake payee, who takes no money. `chosen_at`: when somebody chose how it
    goes on; a slow one is paid a while after that.
    """

    __tablename__ = "fake_payment"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'paid', 'slow', 'failed', 'canceled')", name="state"),
    )

    reference: str = Field(primary_key=True)
    key: str = Field(unique=True)
    amount: int = big()
    currency: str
    state: str
    chosen_at: int | None = big(nullable=True)


class FakeRefund(SQLModel, table=True):
    """Money that the fake payee gave back."""

    __tablename__ = "fake_refund"

    key: str = Field(primary_key=True)
    payment: str = Field(foreign_key="fake_payment.reference", index=True)
    amount: int = big()
