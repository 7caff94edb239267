"""What is kept of the pushes of mini-apps?"""

from sqlalchemy import JSON, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big

_STATES = "('waiting', 'sent', 'no_device', 'replaced', 'dropped', 'expired', 'failed')"


class PushReceipt(SQLModel, table=True):
    """That a mini-app's push was accepted for a client, and how far it came; never what it said.

    `row` is the row of the outbox that holds the words until they are told, `told` lists the
    devices that have them.
    """

    __tablename__ = "push_receipt"
    __table_args__ = (
        CheckConstraint(f"state IN {_STATES}", name="state"),
        # How much did this mini-app send this client lately?
        Index("ix_push_receipt_client_app_at", "client", "app", "at"),
        Index("ix_push_receipt_app_at", "app", "at"),
        Index("ix_push_receipt_at", "at"),
    )

    push: str = Field(primary_key=True)
    client: str = Field(primary_key=True, foreign_key="client.id")
    app: str = Field(foreign_key="miniapp.id")
    row: str
    state: str
    told: list[str] = Field(default_factory=list, sa_type=JSON)
    at: int = big()
    expires_at: int = big()
    changed_at: int = big()
    opened_at: int | None = big(nullable=True)


class PushTotal(SQLModel, table=True):
    """For how many clients a push of a mini-app was accepted, to how many it was sent, and how many
    opened it: it stays when the receipts have gone.
    """

    __tablename__ = "push_total"
    __table_args__ = (Index("ix_push_total_app_at", "app", "at"),)

    push: str = Field(primary_key=True)
    app: str = Field(foreign_key="miniapp.id")
    at: int = big()
    accepted: int
    sent: int = 0
    opened: int = 0
