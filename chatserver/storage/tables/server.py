"""What is stored of the server itself and of who may use it?"""

from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big, document, text


class Meta(SQLModel, table=True):
    """Facts about the database itself: `log_epoch` changes when it was restored or replaced."""

    __tablename__ = "meta"

    name: str = Field(primary_key=True)
    value: str


_WAITS = sql("done_at IS NULL")
_REPLACED = sql("collapse IS NOT NULL")


class OutboxRow(SQLModel, table=True):
    """Something to be told to the outside, written with what it tells of: at least once.

    It is due at `next_at`; whoever takes it moves that ahead by a lease and counts an attempt.
    `failure` says why it was given up. `org` None: it is of the platform.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "topic", "next_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_outbox_collapse", "collapse", sqlite_where=_REPLACED, postgresql_where=_REPLACED),
    )

    id: str = Field(primary_key=True)
    org: str | None = Field(default=None, foreign_key="org.id", index=True)
    topic: str
    body: str = text()
    collapse: str | None = None
    at: int = big()
    next_at: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    done_at: int | None = big(nullable=True)
    failure: str | None = None


class AuditRow(SQLModel, table=True):
    """Who changed what, before and after. Each index ends with the order of the log."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_org_at", "org", "at", "id"),
        Index("ix_audit_org_action", "org", "action", "at", "id"),
        Index("ix_audit_org_actor", "org", "actor", "at", "id"),
        Index("ix_audit_org_subject", "org", "subject", "at", "id"),
    )

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


class PasswordLink(SQLModel, table=True):
    """A link that was mailed to an employee to set a password, by the hash of its value: once."""

    __tablename__ = "password_link"
    __table_args__ = (CheckConstraint("kind IN ('invite', 'reset')", name="kind"),)

    id: str = Field(primary_key=True)
    staff: str = Field(foreign_key="staff.id", index=True)
    kind: str
    hash: str = Field(unique=True)
    created_at: int = big()
    expires_at: int = big()
    used_at: int | None = big(nullable=True)


class ApiKey(SQLModel, table=True):
    """An API key by the hash of its value.

    With the scope `superapp` it is the platform's, of one superapp and of these `orgs`. Else it is
    an organisation's own (`org`), `scope` lists what it exports, and `objects` are those of its
    maker, None: all. `used_at` is about when somebody came with it last.
    """

    __tablename__ = "api_key"

    id: str = Field(primary_key=True)
    name: str
    scope: str
    hash: str = Field(unique=True)
    orgs: list[str] = Field(default_factory=list, sa_type=JSON)
    superapp: str | None = Field(default=None, foreign_key="superapp.id", index=True)
    org: str | None = Field(default=None, foreign_key="org.id", index=True)
    objects: list[str] | None = Field(default=None, sa_type=JSON, nullable=True)
    by: str | None = None
    created_at: int = big()
    used_at: int | None = big(nullable=True)
    ended_at: int | None = big(nullable=True)
