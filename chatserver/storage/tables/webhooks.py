"""What is stored of an organisation's webhooks: where to, what happened, and who was told?

Nothing here refers to another of these tables by a foreign key: whoever writes an event would wait
for whoever changes an endpoint. What outlives its endpoint goes with its age.
"""

from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big, text


def _number() -> Any:  # noqa: ANN401 - as SQLModel types its fields
    return Field(default=0, sa_type=BigInteger)


class Webhook(SQLModel, table=True):
    """An endpoint of an organisation, and how it has answered lately.

    `kinds` None: all of them. `secret` is sealed; `former` are those before, with a space between
    two, which sign as well until `former_until`. `disabled` says why the server switched it off.
    `failing_since` is the first failure since the last success; `held_until`: it is left alone so
    long.
    """

    __tablename__ = "webhook"

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id", index=True)
    url: str = text()
    description: str = text()
    kinds: list[str] | None = Field(default=None, sa_type=JSON, nullable=True)
    active: bool = True
    secret: str = text()
    former: str = text()
    former_until: int | None = big(nullable=True)
    disabled: str | None = None
    failing_since: int | None = big(nullable=True)
    failures: int = _number()
    held_until: int = _number()
    version: int = 1
    by: str | None = None
    created_at: int = big()


class WebhookEvent(SQLModel, table=True):
    """Something that happened while its organisation had endpoints; `body` is what is sent.

    `only` is the one endpoint that it is for, None: whoever wants its kind.
    """

    __tablename__ = "webhook_event"
    __table_args__ = (Index("ix_webhook_event_org_at", "org", "at", "id"),)

    id: str = Field(primary_key=True)
    org: str
    kind: str
    at: int = big(index=True)
    body: str = text()
    only: str | None = None


_WAITS = sql("state = 'waiting'")


class WebhookDelivery(SQLModel, table=True):
    """An event on its way to an endpoint: once for each of the two.

    It is due at `next_at`; whoever takes it moves that ahead by a lease. `tries` counts all, `step`
    is its place on the ladder of pauses. What follows tells of the last try.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook", "event"),
        CheckConstraint("state IN ('waiting', 'delivered', 'failed')", name="state"),
        Index(
            "ix_webhook_delivery_due",
            "webhook",
            "next_at",
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
        Index("ix_webhook_delivery_webhook_id", "webhook", "id"),
        Index("ix_webhook_delivery_webhook_state_id", "webhook", "state", "id"),
    )

    id: str = Field(primary_key=True)
    webhook: str
    event: str
    at: int = big(index=True)
    state: str = "waiting"
    next_at: int = big()
    tries: int = _number()
    step: int = _number()
    tried_at: int | None = big(nullable=True)
    status: int | None = None
    failure: str | None = None
    duration_ms: int | None = None
    answer: str = text()


class WebhookOrg(SQLModel, table=True):
    """An organisation with endpoints, and up to which `rev` its chats were told of."""

    __tablename__ = "webhook_org"

    org: str = Field(primary_key=True)
    rev: int = big()


class WebhookChat(SQLModel, table=True):
    """Up to which entry a chat's log was told of; without a row from its beginning."""

    __tablename__ = "webhook_chat"

    chat: str = Field(primary_key=True)
    seq: int = big()
