"""Which organisations, people, places and products are there?"""

from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big, document, text


class Org(SQLModel, table=True):
    """An organisation. `rev` counts changes of its chats, `acl` changes of who may see or get
    them or of how they are set up, `chats` gives out chat numbers. A closed one can be opened again
    until it is erased.
    """

    __tablename__ = "org"
    __table_args__ = (CheckConstraint("kind IN ('management', 'developer')", name="kind"),)

    id: str = Field(primary_key=True)
    name: str
    kind: str = "management"
    rev: int = big(default=0)
    acl: int = big(default=1)
    chats: int = big(default=0)
    settings: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, sa_column_kwargs={"server_default": "{}"}
    )
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    closed_at: int | None = big(nullable=True)
    erased_at: int | None = big(nullable=True)
    created_at: int = big()


class ObjectRow(SQLModel, table=True):
    """An object of the tree: quarter > group > building > premises. `path` lists the ids from the
    root down to itself, each between slashes, so that a subtree is a prefix. `search` is what it
    is found by.
    """

    __tablename__ = "object"
    __table_args__ = (
        CheckConstraint("kind IN ('quarter', 'group', 'building', 'premises')", name="kind"),
        Index("ix_object_org_path", "org", "path"),
        Index("uq_object_org_external_id", "org", "external_id", unique=True),
    )

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id")
    parent: str | None = Field(default=None, foreign_key="object.id", index=True)
    kind: str
    name: str
    address: str = ""
    path: str = Field(sa_type=Text)
    external_id: str | None = None
    search: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class Department(SQLModel, table=True):
    """A department of an organisation."""

    __tablename__ = "department"

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id", index=True)
    name: str
    # When it works, as `core/hours.py` reads it; none: always.
    hours: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class RoleRow(SQLModel, table=True):
    """A role: permissions (D14) and the switches of notices. `org` None: of the platform."""

    __tablename__ = "role"

    id: str = Field(primary_key=True)
    org: str | None = Field(default=None, foreign_key="org.id", index=True)
    name: str
    administrator: bool = False
    permissions: list[str] = Field(default_factory=list, sa_type=JSON)
    notices: dict[str, bool] = document()
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class StaffRow(SQLModel, table=True):
    """An employee, or an account of the platform (`org` None)."""

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint("presence IN ('available', 'away')", name="presence"),)

    id: str = Field(primary_key=True)
    org: str | None = Field(default=None, foreign_key="org.id", index=True)
    email: str = Field(unique=True)
    name: str
    password_hash: str | None = None
    role: str = Field(foreign_key="role.id", index=True)
    department: str | None = Field(default=None, foreign_key="department.id", index=True)
    all_objects: bool = False
    active: bool = True
    presence: str = "available"
    version: int = 1
    created_at: int = big()


class StaffObject(SQLModel, table=True):
    """An object, with all below it, that an employee has access to."""

    __tablename__ = "staff_object"

    staff: str = Field(primary_key=True, foreign_key="staff.id")
    object: str = Field(primary_key=True, foreign_key="object.id", index=True)


class ClientRow(SQLModel, table=True):
    """A resident. `search` is the name and the phone's digits, folded for searching. Of one who was
    erased (D16) the row stays, without anything about the person.
    """

    __tablename__ = "client"
    __table_args__ = (
        UniqueConstraint("org", "phone"),
        UniqueConstraint("org", "external_id"),
        Index("ix_client_org_search", "org", "search", "id"),
    )

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id")
    name: str
    phone: str
    external_id: str | None = None
    tester: bool = False
    email: str | None = None
    # A day, as in 1990-05-17.
    birth: str | None = None
    search: str = text()
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    tokens_from: int = Field(
        default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"}
    )
    erased_at: int | None = big(nullable=True)
    created_at: int = big()


class ClientPlace(SQLModel, table=True):
    """Premises of a client; `position` keeps the order in which they were given."""

    __tablename__ = "client_place"

    client: str = Field(primary_key=True, foreign_key="client.id")
    place: str = Field(primary_key=True, foreign_key="object.id", index=True)
    position: int = 0


class ProductRow(SQLModel, table=True):
    """A mini-app or a subscription as something to chat with. `basic` and `bot` are the documents
    of bots/settings.py; `version` guards their saving.

    `door` (open, testers, closing, shut) says who may begin a dialog, and `offer` and
    `tester_offer` which offer binds them: they follow the mini-app's status.
    """

    __tablename__ = "product"
    __table_args__ = (CheckConstraint("kind IN ('miniapp', 'subscription')", name="kind"),)

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id", index=True)
    kind: str = "miniapp"
    name: str
    title: str
    chat_on: bool = True
    basic: dict[str, Any] = document()
    bot: dict[str, Any] = document()
    door: str = Field(default="open", sa_column_kwargs={"server_default": "open"})
    offer: str | None = None
    tester_offer: str | None = None
    version: int = 1
    created_at: int = big()
