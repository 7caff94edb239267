"""What is stored of a chat: its state, its log, and who was responsible for it?"""

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, false
from sqlalchemy import text as sql_text
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big, text


class ChatRow(SQLModel, table=True):
    """A chat's state: core.chat.Chat, column for field (`tag` as two columns)."""

    __tablename__ = "chat"
    __table_args__ = (
        UniqueConstraint("client", "product"),
        UniqueConstraint("org", "number"),
        CheckConstraint("state IN ('bot', 'staff', 'closed')", name="state"),
        CheckConstraint("updated_minute = updated_at / 60000", name="updated_minute"),
        # None of a column that moves with each message (docs/decisions/0100).
        Index("ix_chat_org_updated_minute", "org", "updated_minute"),
        Index("ix_chat_org_created_at", "org", "created_at", "id"),
        Index("ix_chat_staff", "staff", "updated_minute"),
        # For filters that few chats pass; many are found by walking through the newest.
        Index("ix_chat_place", "place"),
        Index("ix_chat_department", "department"),
        Index("ix_chat_tag_id", "tag_id"),
    )

    id: str = Field(primary_key=True)
    number: int = big()
    org: str = Field(foreign_key="org.id")
    client: str = Field(foreign_key="client.id")
    product: str = Field(foreign_key="product.id")
    place: str | None = Field(default=None, foreign_key="object.id")
    platform: str | None = None
    created_at: int = big()
    updated_at: int = big()
    updated_minute: int = big()
    last: int = big(default=0)
    dialog: int = big(default=0)
    state: str = "closed"
    reason: str | None = None
    acted: bool = False
    answered_in: int = Field(
        default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"}
    )
    tag_id: str | None = None
    tag_text: str | None = None
    prompt: int | None = big(nullable=True)
    expires_at: int | None = big(nullable=True)
    department: str | None = None
    staff: str | None = None
    assignment: int = big(default=0)
    cause: str | None = None
    n_client: int = big(default=0)
    n_staff: int = big(default=0)
    client_read: int = big(default=0)
    client_read_n: int = big(default=0)
    client_dead: int = big(default=0)
    staff_read: int = big(default=0)
    staff_read_n: int = big(default=0)
    staff_dead: int = big(default=0)
    preview: str = text()
    preview_seq: int = big(default=0)
    spoke: str | None = None
    comment: str = text()
    comment_version: int = big(default=0)
    notes: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    score: int | None = None
    rev: int = big(default=0)


class ChatOrder(SQLModel, table=True):
    """Where each chat stands in its organisation's order of changes, and whether staff have
    anything to read in it: what moves with each message and must be found by an index.

    One narrow row for each chat, as of its `rev` (docs/decisions/0100).
    """

    __tablename__ = "chat_order"
    __table_args__ = {"sqlite_with_rowid": False}

    org: str = Field(primary_key=True)
    rev: int = Field(primary_key=True, sa_type=BigInteger)
    chat: str = Field(foreign_key="chat.id")
    updated_minute: int = big()
    unread: bool


_ORDER = SQLModel.metadata.tables["chat_order"].c
Index(
    "ix_chat_order_unread",
    _ORDER.org,
    _ORDER.updated_minute,
    sqlite_where=sql_text("unread"),
    postgresql_where=sql_text("unread"),
)
_CHAT = SQLModel.metadata.tables["chat"].c
Index(
    "ix_chat_waits",
    _CHAT.org,
    _CHAT.updated_minute,
    sqlite_where=(_CHAT.state == "staff") & _CHAT.staff.is_(None),
    postgresql_where=(_CHAT.state == "staff") & _CHAT.staff.is_(None),
)
Index(
    "ix_chat_held",
    _CHAT.staff,
    sqlite_where=(_CHAT.state == "staff") & _CHAT.staff.is_not(None),
    postgresql_where=(_CHAT.state == "staff") & _CHAT.staff.is_not(None),
)
Index(
    "ix_chat_score",
    _CHAT.org,
    _CHAT.score,
    sqlite_where=_CHAT.score.is_not(None),
    postgresql_where=_CHAT.score.is_not(None),
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
    by_name: str = text()
    key: str | None = None
    hash: int | None = big(nullable=True)
    at: int = big()
    body: str = text()
    n_client: int = big()
    n_staff: int = big()
    deleted: bool = False
    sender: str | None = None


_EVENT = SQLModel.metadata.tables["event"].c
# Keys are made of the time (docs/protocol.md, "Words"): new ones lie side by side, whoever sends.
Index(
    "uq_event_key",
    _EVENT.key,
    _EVENT.sender,
    unique=True,
    sqlite_where=_EVENT.key.is_not(None),
    postgresql_where=_EVENT.key.is_not(None),
)


class NoteRow(SQLModel, table=True):
    """What an employee wrote for colleagues into a conversation, behind the event `after`.

    `n` is its number in the chat, `change` the number of its last change: both are taken from the
    chat's `notes`, which counts every change of its notes, so that whoever knows them up to one
    change can ask for what came later. A deleted note has no `text`.
    """

    __tablename__ = "note"
    __table_args__ = (
        UniqueConstraint("chat", "change"),
        UniqueConstraint("author", "key"),
    )

    chat: str = Field(primary_key=True, foreign_key="chat.id")
    n: int = Field(primary_key=True, sa_type=BigInteger)
    change: int = big()
    after: int = big()
    author: str
    by_name: str = text()
    key: str
    hash: int = big()
    at: int = big()
    text: str = text()
    deleted: bool = False


class OriginalRow(SQLModel, table=True):
    """What an edited or deleted message said before: for Administrators, 180 days (D11, D16)."""

    __tablename__ = "original"

    chat: str = Field(primary_key=True, foreign_key="chat.id")
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    version: int = Field(primary_key=True, sa_type=BigInteger)
    body: str = text()
    by: str | None = None
    at: int = big()


class DialogRow(SQLModel, table=True):
    """An episode of a chat: when it began, the topic last chosen in it, when and how it ended.

    What reports begin with (docs/decisions/0105). `n_client` is the chat's at its beginning: what
    the client says in it lies above. `closed_seq` None: it is open. `responsible` is who had it at
    its end; `asked`: the client was asked how it was, and gave it `score` (1 to 5) last.
    """

    __tablename__ = "dialog"
    __table_args__ = (Index("ix_dialog_org_opened_at", "org", "opened_at"),)

    chat: str = Field(primary_key=True, foreign_key="chat.id")
    number: int = Field(primary_key=True, sa_type=BigInteger)
    org: str
    opened_seq: int = big()
    opened_at: int = big()
    n_client: int = big()
    tag_id: str | None = None
    tag_text: str | None = None
    closed_seq: int | None = big(nullable=True)
    closed_at: int | None = big(nullable=True)
    reason: str | None = None
    responsible: str | None = None
    asked: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    score: int | None = None


class AssignmentRow(SQLModel, table=True):
    """Who was responsible from which event to which, and why. `to_seq` None: still."""

    __tablename__ = "assignment"

    chat: str = Field(primary_key=True, foreign_key="chat.id")
    number: int = Field(primary_key=True, sa_type=BigInteger)
    department: str | None = None
    staff: str | None = None
    cause: str
    explanation: str = text()
    at: int = big()
    from_seq: int = big()
    to_seq: int | None = big(nullable=True)


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
    seq: int = big()
