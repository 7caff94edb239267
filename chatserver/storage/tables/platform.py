"""What does the platform keep for its organisations: superapps, licences, legal entities, rules?"""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big, document, text


class Superapp(SQLModel, table=True):
    """A superapp, general or branded: where its links lead and whose back end may call."""

    __tablename__ = "superapp"
    __table_args__ = (CheckConstraint("kind IN ('general', 'branded')", name="kind"),)

    id: str = Field(primary_key=True)
    name: str
    kind: str
    link_host: str = ""
    stores: dict[str, str] = document()
    packages: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    origins: list[str] = Field(default_factory=list, sa_type=JSON)
    version: int = 1
    created_at: int = big()


class SuperappOrg(SQLModel, table=True):
    """An organisation whose clients use a superapp."""

    __tablename__ = "superapp_org"

    superapp: str = Field(primary_key=True, foreign_key="superapp.id")
    org: str = Field(primary_key=True, foreign_key="org.id", index=True)


class Licence(SQLModel, table=True):
    """A licence, bought by an organisation; `app` is the one mini-app that it serves now.

    That an app has one licence at most, and that both are the same organisation's, the database
    itself sees to.
    """

    __tablename__ = "licence"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("app"),
        ForeignKeyConstraint(["org", "app"], ["miniapp.org", "miniapp.id"]),
        Index("ix_licence_org_number", "org", "number"),
    )

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id")
    number: int = big()
    app: str | None = None
    granted_at: int = big()
    revoked_at: int | None = big(nullable=True)


class LegalEntity(SQLModel, table=True):
    """A legal entity of an organisation: who may be paid."""

    __tablename__ = "legal_entity"
    __table_args__ = (UniqueConstraint("org", "id"), UniqueConstraint("org", "inn", "kpp"))

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id")
    name: str
    inn: str
    kpp: str = ""
    version: int = 1
    created_at: int = big()


class Account(SQLModel, table=True):
    """A settlement account of a legal entity."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("entity", "id"), UniqueConstraint("entity", "number", "bik"))

    id: str = Field(primary_key=True)
    entity: str = Field(foreign_key="legal_entity.id")
    bank: str
    bik: str
    number: str
    created_at: int = big()
    ended_at: int | None = big(nullable=True)


class PlacementRules(SQLModel, table=True):
    """A version of the rules that a partner confirms with every new mini-app."""

    __tablename__ = "placement_rules"

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    text_ru: str = text()
    text_en: str = text()
    by: str | None = None
    at: int = big()


class Idempotent(SQLModel, table=True):
    """The first answer to a request that its sender may repeat, without secrets.

    Without a `status` it is being answered, by the one whose `run` it is, until `until`.
    """

    __tablename__ = "idempotent"

    owner: str = Field(primary_key=True)
    path: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    hash: str
    status: int | None = None
    headers: dict[str, str] = document()
    body: str = text()
    at: int = big(index=True)
    run: str = Field(default="", sa_column_kwargs={"server_default": ""})
    until: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
