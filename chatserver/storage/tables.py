"""What is stored? One class a table; nothing here has methods, and no row leaves storage,
ledger and actions. Times are milliseconds since the epoch, UTC (docs/decisions/0001).
"""

from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def _ms(*, nullable: bool = False, default: int | None = None) -> Any:  # noqa: ANN401 - as SQLModel types its fields
    """A time or a 64-bit number."""
    return Field(default=default, sa_type=BigInteger, nullable=nullable)


def _text(default: str = "") -> Any:  # noqa: ANN401
    return Field(default=default, sa_type=Text)


def _json() -> Any:  # noqa: ANN401
    return Field(default_factory=dict, sa_type=JSON)


class Meta(SQLModel, table=True):
    """Facts about the database itself: `log_epoch` changes when it was restored or replaced."""

    __tablename__ = "meta"

    name: str = Field(primary_key=True)
    value: str


class Org(SQLModel, table=True):
    """An organisation. `rev` counts changes of its chats, `acl` changes of who may see or get
    them or of how they are set up, `chats` gives out chat numbers.
    """

    __tablename__ = "org"
    __table_args__ = (CheckConstraint("kind IN ('management', 'developer')", name="kind"),)

    id: str = Field(primary_key=True)
    name: str
    kind: str = "management"
    rev: int = _ms(default=0)
    acl: int = _ms(default=1)
    chats: int = _ms(default=0)
    created_at: int = _ms()


class ObjectRow(SQLModel, table=True):
    """An object of the tree: quarter > group > building > premises. `path` lists the ids from the
    root down to itself, each between slashes, so that a subtree is a prefix.
    """

    __tablename__ = "object"
    __table_args__ = (
        CheckConstraint("kind IN ('quarter', 'group', 'building', 'premises')", name="kind"),
        Index("ix_object_org_path", "org", "path"),
    )

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id")
    parent: str | None = Field(default=None, foreign_key="object.id", index=True)
    kind: str
    name: str
    address: str = ""
    path: str = Field(sa_type=Text)


class Department(SQLModel, table=True):
    """A department of an organisation."""

    __tablename__ = "department"

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id", index=True)
    name: str


class RoleRow(SQLModel, table=True):
    """A role: permissions (D14) and the switches of notices. `org` None: of the platform."""

    __tablename__ = "role"

    id: str = Field(primary_key=True)
    org: str | None = Field(default=None, foreign_key="org.id", index=True)
    name: str
    administrator: bool = False
    permissions: list[str] = Field(default_factory=list, sa_type=JSON)
    notices: dict[str, bool] = _json()


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
    created_at: int = _ms()


class StaffObject(SQLModel, table=True):
    """An object, with all below it, that an employee has access to."""

    __tablename__ = "staff_object"

    staff: str = Field(primary_key=True, foreign_key="staff.id")
    object: str = Field(primary_key=True, foreign_key="object.id", index=True)


class ClientRow(SQLModel, table=True):
    """A resident. `search` is the name and the phone's digits, folded for searching."""

    __tablename__ = "client"
    __table_args__ = (
        UniqueConstraint("org", "phone"),
        UniqueConstraint("org", "external_id"),
    )

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id")
    name: str
    phone: str
    external_id: str | None = None
    tester: bool = False
    search: str = _text()
    created_at: int = _ms()


class ClientPlace(SQLModel, table=True):
    """Premises of a client; `position` keeps the order in which they were given."""

    __tablename__ = "client_place"

    client: str = Field(primary_key=True, foreign_key="client.id")
    place: str = Field(primary_key=True, foreign_key="object.id", index=True)
    position: int = 0


class ProductRow(SQLModel, table=True):
    """A mini-app or a subscription as something to chat with. `basic` and `bot` are the documents
    of bots/settings.py; `version` guards their saving.
    """

    __tablename__ = "product"
    __table_args__ = (CheckConstraint("kind IN ('miniapp', 'subscription')", name="kind"),)

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id", index=True)
    kind: str = "miniapp"
    name: str
    title: str
    chat_on: bool = True
    basic: dict[str, Any] = _json()
    bot: dict[str, Any] = _json()
    version: int = 1
    created_at: int = _ms()


class ChatRow(SQLModel, table=True):
    """A chat's state: core.chat.Chat, column for field (`tag` as two columns)."""

    __tablename__ = "chat"
    __table_args__ = (
        UniqueConstraint("client", "product"),
        UniqueConstraint("org", "number"),
        CheckConstraint("state IN ('bot', 'staff', 'closed')", name="state"),
        Index("ix_chat_org_rev", "org", "rev"),
        Index("ix_chat_org_updated_at", "org", "updated_at", "id"),
        Index("ix_chat_org_created_at", "org", "created_at", "id"),
        Index("ix_chat_staff", "staff", "state"),
    )

    id: str = Field(primary_key=True)
    number: int = _ms()
    org: str = Field(foreign_key="org.id")
    client: str = Field(foreign_key="client.id")
    product: str = Field(foreign_key="product.id")
    place: str | None = Field(default=None, foreign_key="object.id")
    platform: str | None = None
    created_at: int = _ms()
    updated_at: int = _ms()
    last: int = _ms(default=0)
    dialog: int = _ms(default=0)
    state: str = "closed"
    reason: str | None = None
    acted: bool = False
    tag_id: str | None = None
    tag_text: str | None = None
    prompt: int | None = _ms(nullable=True)
    expires_at: int | None = _ms(nullable=True)
    department: str | None = None
    staff: str | None = None
    assignment: int = _ms(default=0)
    cause: str | None = None
    n_client: int = _ms(default=0)
    n_staff: int = _ms(default=0)
    client_read: int = _ms(default=0)
    client_read_n: int = _ms(default=0)
    client_dead: int = _ms(default=0)
    staff_read: int = _ms(default=0)
    staff_read_n: int = _ms(default=0)
    staff_dead: int = _ms(default=0)
    preview: str = _text()
    preview_seq: int = _ms(default=0)
    comment: str = _text()
    comment_version: int = _ms(default=0)
    rev: int = _ms(default=0)


_CHAT = SQLModel.metadata.tables["chat"].c
Index(
    "ix_chat_unread",
    _CHAT.org,
    _CHAT.updated_at,
    sqlite_where=_CHAT.n_client - _CHAT.staff_read_n - _CHAT.staff_dead > 0,
    postgresql_where=_CHAT.n_client - _CHAT.staff_read_n - _CHAT.staff_dead > 0,
)
Index(
    "ix_chat_waits",
    _CHAT.org,
    _CHAT.updated_at,
    sqlite_where=(_CHAT.state == "staff") & _CHAT.staff.is_(None),
    postgresql_where=(_CHAT.state == "staff") & _CHAT.staff.is_(None),
)
Index(
    "ix_chat_expires_at",
    _CHAT.expires_at,
    sqlite_where=_CHAT.expires_at.is_not(None),
    postgresql_where=_CHAT.expires_at.is_not(None),
)


class EventRow(SQLModel, table=True):
    """An entry of a chat's log.

    `body` is the JSON of the event as it is served now; `n_client` and `n_staff` never change;
    `deleted` says that the message no longer stands. `key` and `hash` stand on the event that the
    answer named, with `sender`, who gave the command: an employee who ends a dialog does so in the
    name of the responsible, who is its `author`.

    `chat` is no foreign key: the one writer holds the chat's row when it adds to its log, and the
    check would cost more than the insertion (docs/decisions/0006).
    """

    __tablename__ = "event"

    chat: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    kind: str
    by_kind: str
    author: str | None = None
    by_name: str = _text()
    key: str | None = None
    hash: int | None = _ms(nullable=True)
    at: int = _ms()
    body: str = _text()
    n_client: int = _ms()
    n_staff: int = _ms()
    deleted: bool = False
    sender: str | None = None


_EVENT = SQLModel.metadata.tables["event"].c
Index(
    "uq_event_sender_key",
    _EVENT.sender,
    _EVENT.key,
    unique=True,
    sqlite_where=_EVENT.key.is_not(None),
    postgresql_where=_EVENT.key.is_not(None),
)


class OriginalRow(SQLModel, table=True):
    """What an edited or deleted message said before: for Administrators, 180 days (D11, D16)."""

    __tablename__ = "original"

    chat: str = Field(primary_key=True, foreign_key="chat.id")
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    version: int = Field(primary_key=True, sa_type=BigInteger)
    body: str = _text()
    by: str | None = None
    at: int = _ms()


class AssignmentRow(SQLModel, table=True):
    """Who was responsible from which event to which, and why. `to_seq` None: still."""

    __tablename__ = "assignment"

    chat: str = Field(primary_key=True, foreign_key="chat.id")
    number: int = Field(primary_key=True, sa_type=BigInteger)
    department: str | None = None
    staff: str | None = None
    cause: str
    explanation: str = _text()
    at: int = _ms()
    from_seq: int = _ms()
    to_seq: int | None = _ms(nullable=True)


_ASSIGNMENT = SQLModel.metadata.tables["assignment"].c
Index(
    "uq_assignment_open",
    _ASSIGNMENT.chat,
    unique=True,
    sqlite_where=_ASSIGNMENT.to_seq.is_(None),
    postgresql_where=_ASSIGNMENT.to_seq.is_(None),
)


class StaffMark(SQLModel, table=True):
    """How far an employee has read a chat (D8: their own mark, beside the shared one)."""

    __tablename__ = "staff_mark"

    chat: str = Field(primary_key=True, foreign_key="chat.id")
    staff: str = Field(primary_key=True, foreign_key="staff.id", index=True)
    seq: int = _ms()


class OutboxRow(SQLModel, table=True):
    """Something to be told to the outside, written with what it tells of: at least once."""

    __tablename__ = "outbox"

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id", index=True)
    topic: str
    body: str = _text()
    at: int = _ms()
    done_at: int | None = _ms(nullable=True)


class AuditRow(SQLModel, table=True):
    """Who changed what, before and after."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_org_at", "org", "at"),)

    id: str = Field(primary_key=True)
    org: str | None = Field(default=None, foreign_key="org.id")
    at: int = _ms()
    actor_kind: str
    actor: str | None = None
    action: str
    subject: str
    before: dict[str, Any] = _json()
    after: dict[str, Any] = _json()


class RefreshToken(SQLModel, table=True):
    """A refresh token by the hash of its value. All tokens that came from one login are a family;
    one that is used twice ends its family.
    """

    __tablename__ = "refresh_token"

    id: str = Field(primary_key=True)
    family: str = Field(index=True)
    staff: str = Field(foreign_key="staff.id", index=True)
    hash: str = Field(unique=True)
    created_at: int = _ms()
    expires_at: int = _ms()
    used_at: int | None = _ms(nullable=True)
    ended_at: int | None = _ms(nullable=True)


class ApiKey(SQLModel, table=True):
    """An API key by the hash of its value: scope `superapp`, bound to organisations."""

    __tablename__ = "api_key"

    id: str = Field(primary_key=True)
    name: str
    scope: str
    hash: str = Field(unique=True)
    orgs: list[str] = Field(default_factory=list, sa_type=JSON)
    created_at: int = _ms()
    ended_at: int | None = _ms(nullable=True)


__all__ = [
    "ApiKey",
    "AssignmentRow",
    "AuditRow",
    "ChatRow",
    "ClientPlace",
    "ClientRow",
    "Department",
    "EventRow",
    "Meta",
    "ObjectRow",
    "Org",
    "OriginalRow",
    "OutboxRow",
    "ProductRow",
    "RefreshToken",
    "RoleRow",
    "SQLModel",
    "StaffMark",
    "StaffObject",
    "StaffRow",
]
