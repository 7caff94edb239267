"""What is stored of the server itself and of who may use it?"""

from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big, document, text


class Meta(SQLModel, table=True):
    """Facts about the database itself: `log_epoch` changes when it was restored or replaced."""

    __tablename__ = "meta"

    name: str = Field(primary_key=True)
    value: str


class OutboxRow(SQLModel, table=True):
    """Something to be told to the outside, written with what it tells of: at least once."""

    __tablename__ = "outbox"

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id", index=True)
    topic: str
    body: str = text()
    at: int = big()
    done_at: int | None = big(nullable=True)


class AuditRow(SQLModel, table=True):
    """Who changed what, before and after."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_org_at", "org", "at"),)

    id: str = Field(primary_key=True)
    org: str | None = Field(default=None, foreign_key="org.id")
    at: int = big()
    actor_kind: str
    actor: str | None = None
    action: str
    subject: str
    before: dict[str, Any] = document()
    after: dict[str, Any] = document()


class RefreshToken(SQLModel, table=True):
    """A refresh token by the hash of its value. All tokens that came from one login are a family;
    one that is used twice ends its family.
    """

    __tablename__ = "refresh_token"

    id: str = Field(primary_key=True)
    family: str = Field(index=True)
    staff: str = Field(foreign_key="staff.id", index=True)
    hash: str = Field(unique=True)
    created_at: int = big()
    expires_at: int = big()
    used_at: int | None = big(nullable=True)
    ended_at: int | None = big(nullable=True)


class ApiKey(SQLModel, table=True):
    """An API key by the hash of its value: scope `superapp`, bound to organisations."""

    __tablename__ = "api_key"

    id: str = Field(primary_key=True)
    name: str
    scope: str
    hash: str = Field(unique=True)
    orgs: list[str] = Field(default_factory=list, sa_type=JSON)
    superapp: str | None = Field(default=None, foreign_key="superapp.id", index=True)
    created_at: int = big()
    ended_at: int | None = big(nullable=True)
