"""What is stored of mini-apps: their cards, builds, offers, reviews and releases?"""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big, document
from chatserver.storage.tables.columns import text as text_column

_STATUSES = "('inactive', 'in_review', 'ready', 'testing', 'active')"


class Miniapp(SQLModel, table=True):
    """A mini-app. Its chat is the product with the same id.

    `release` is the one published last; `ready` one that was approved and is not published yet.
    `before_review` is where a rejection leads back to, `shown` by which status it is served
    meanwhile. `label` names its host, never its id. `push_every_s` and `push_per_day` are what the
    platform set for this one alone; None: what the configuration says.
    """

    __tablename__ = "miniapp"
    __table_args__ = (
        CheckConstraint(f"status IN {_STATUSES}", name="status"),
        UniqueConstraint("org", "id"),
        ForeignKeyConstraint(["entity", "account"], ["account.entity", "account.id"]),
        Index("ix_miniapp_org_updated_at", "org", "updated_at", "id"),
    )

    id: str = Field(primary_key=True, foreign_key="product.id")
    org: str = Field(foreign_key="org.id")
    name: str
    category: str
    description: str
    status: str = "inactive"
    before_review: str | None = None
    shown: str | None = None
    approved: bool = False
    release: str | None = None
    ready: str | None = None
    suspended_at: int | None = big(nullable=True)
    suspended_by: str | None = None
    suspended_reason: str | None = None
    entity: str | None = None
    account: str | None = None
    push_every_s: int | None = None
    push_per_day: int | None = None
    label: str = Field(unique=True)
    version: int = 1
    created_by: str | None = None
    created_at: int = big()
    updated_at: int = big()


class RulesConsent(SQLModel, table=True):
    """That the placement rules were confirmed for a new mini-app, by whom and in which version."""

    __tablename__ = "rules_consent"

    app: str = Field(primary_key=True, foreign_key="miniapp.id")
    rules: int = Field(foreign_key="placement_rules.version")
    by: str
    at: int = big()


class Build(SQLModel, table=True):
    """A build of a mini-app's pages, named by the digest of what is in it."""

    __tablename__ = "build"
    __table_args__ = (UniqueConstraint("app", "digest"), Index("ix_build_app_at", "app", "at"))

    id: str = Field(primary_key=True)
    app: str = Field(foreign_key="miniapp.id")
    digest: str
    state: str
    manifest: dict[str, Any] = document()
    warnings: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    size: int = big()
    unpacked: int = big()
    entries: int
    by: str | None = None
    at: int = big()
    revoked_at: int | None = big(nullable=True)


class Offer(SQLModel, table=True):
    """A version of a mini-app's offer; never changed, only followed by another."""

    __tablename__ = "offer"
    __table_args__ = (UniqueConstraint("app", "number"),)

    id: str = Field(primary_key=True)
    app: str = Field(foreign_key="miniapp.id")
    number: int
    sha256: str
    name: str
    size: int = big()
    state: str
    by: str | None = None
    at: int = big()
    deleted_at: int | None = big(nullable=True)


class Review(SQLModel, table=True):
    """What was sent to be looked at, and what became of it. A mini-app has one open at most."""

    __tablename__ = "review"
    __table_args__ = (
        Index("ix_review_app", "app", "sent_at"),
        Index(
            "uq_review_open",
            "app",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_review_due_at",
            "due_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: str = Field(primary_key=True)
    app: str = Field(foreign_key="miniapp.id")
    build: str | None = Field(default=None, foreign_key="build.id")
    offer: str | None = Field(default=None, foreign_key="offer.id")
    state: str
    sent_by: str | None = None
    sent_at: int = big()
    due_at: int = big()
    deferred_reason: str | None = None
    decided_by: str | None = None
    reason_code: str | None = None
    reason: str = text_column()
    rule_url: str | None = None
    screenshot: str | None = None
    ended_at: int | None = big(nullable=True)
    told_at: int | None = big(nullable=True)


class Release(SQLModel, table=True):
    """An approved build with an approved offer: what clients may be served (D2)."""

    __tablename__ = "release"
    __table_args__ = (Index("ix_release_app", "app", "approved_at"),)

    id: str = Field(primary_key=True)
    app: str = Field(foreign_key="miniapp.id")
    build: str = Field(foreign_key="build.id")
    offer: str = Field(foreign_key="offer.id")
    approved_at: int = big()
    published_at: int | None = big(nullable=True)
    published_by: str | None = None
